package network.phala.lightclient;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import network.phala.lightclient.Ancestry.Block;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;

/// Counts the votes of a commit. Follows finality-grandpa validate_commit: the highest block with enough weight
/// behind it or its descendants (the ghost) must be the commit's target.
final class CommitCount {
    private final GrandpaJustification.Commit commit;
    private final VoterSet voters;
    private final Ancestry ancestry;

    CommitCount(GrandpaJustification.Commit commit, VoterSet voters, Ancestry ancestry) {
        this.commit = commit;
        this.voters = voters;
        this.ancestry = ancestry;
    }

    /// One voter's first vote, and whether it also voted for another block.
    private static final class Ballot {
        final Precommit first;
        int equivocations;

        Ballot(Precommit first) {
            this.first = first;
        }
    }

    void ensureFinal() throws JustificationException {
        List<Precommit> counted = commit.precommits().stream()
                .filter(precommit -> voters.contains(precommit.id()))
                .toList();
        if (counted.isEmpty()) {
            throw new JustificationException(
                    "None of " + commit.precommits().size() + " precommits is from a member of the authority set");
        }
        Block base = Ancestry.lowest(counted);
        Map<Bytes32, Ballot> ballots = ballots(counted);
        Map<H256, Long> weightByBlock = weights(base, counted, ballots);
        long target = weightByBlock.getOrDefault(commit.targetHash(), 0L);
        if (target < voters.threshold()) {
            throw new JustificationException("Precommits for block " + commit.targetHash() + " weigh " + target
                    + "; at least " + voters.threshold() + " needed");
        }
        ensureNothingAbove(base, counted, weightByBlock);
    }

    private static Map<Bytes32, Ballot> ballots(List<Precommit> counted) throws JustificationException {
        Map<Bytes32, Ballot> ballots = new TreeMap<>();
        for (Precommit precommit : counted) {
            Ballot ballot = ballots.putIfAbsent(precommit.id(), new Ballot(precommit));
            if (ballot != null && !ballot.first.sameVote(precommit) && ++ballot.equivocations > 1) {
                throw new JustificationException(
                        "Voter " + precommit.id() + " equivocates more than once; one is enough to show it");
            }
        }
        return ballots;
    }

    /// For each block from the base up to the targets: the weight of votes for it or its descendants. Whoever
    /// voted for two blocks counts for every block.
    private Map<H256, Long> weights(Block base, List<Precommit> counted, Map<Bytes32, Ballot> ballots)
            throws JustificationException {
        Map<H256, Long> weights = new TreeMap<>();
        weights.put(base.hash(), 0L);
        long everywhere = 0;
        for (Precommit precommit : counted) {
            for (Block block : ancestry.route(base, Block.of(precommit))) {
                weights.putIfAbsent(block.hash(), 0L);
            }
        }
        for (Map.Entry<Bytes32, Ballot> entry : ballots.entrySet()) {
            long weight = voters.weight(entry.getKey());
            Ballot ballot = entry.getValue();
            if (ballot.equivocations > 0) {
                everywhere += weight;
                continue;
            }
            weights.merge(base.hash(), weight, Long::sum);
            for (Block block : ancestry.route(base, Block.of(ballot.first))) {
                weights.merge(block.hash(), weight, Long::sum);
            }
        }
        long equivocators = everywhere;
        weights.replaceAll((_, weight) -> weight + equivocators);
        return weights;
    }

    /// The target must be the highest block with enough weight; a second one beside it is refused as well.
    private void ensureNothingAbove(Block base, List<Precommit> counted, Map<H256, Long> weightByBlock)
            throws JustificationException {
        TreeSet<Block> heavy = new TreeSet<>(Comparator.<Block>comparingInt(block -> block.number() ^ Integer.MIN_VALUE)
                .thenComparing(Block::hash));
        List<Block> all = new ArrayList<>(List.of(base));
        for (Precommit precommit : counted) {
            all.addAll(ancestry.route(base, Block.of(precommit)));
        }
        for (Block block : all) {
            if (weightByBlock.getOrDefault(block.hash(), 0L) >= voters.threshold()) {
                heavy.add(block);
            }
        }
        for (Block block : heavy) {
            boolean above = Integer.compareUnsigned(block.number(), commit.targetNumber()) >= 0;
            if (above && !block.hash().equals(commit.targetHash())) {
                throw new JustificationException("Enough precommits are for block " + block.hash() + " number "
                        + Integer.toUnsignedString(block.number()) + ", not for the commit's target");
            }
        }
    }
}
