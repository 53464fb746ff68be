package network.phala.lightclient;

import java.util.List;
import network.phala.block.Header;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.types.sync.AuthoritySet;

/// Shows that more than two thirds of an authority set finalized a block: the precommits, and the headers that
/// connect their targets.
///
/// Wire form of `sp_consensus_grandpa::GrandpaJustification`: round u64 ‖ commit ‖ votes_ancestries
/// `Vec<Header>`.
public record GrandpaJustification(long round, Commit commit, List<Header> votesAncestries) {
    public GrandpaJustification {
        votesAncestries = List.copyOf(votesAncestries);
    }

    /// The finalized block and the votes: target_hash ‖ target_number u32 ‖ `Vec<Precommit>`.
    public record Commit(H256 targetHash, int targetNumber, List<Precommit> precommits) {
        public Commit {
            precommits = List.copyOf(precommits);
        }
    }

    public static Codec<GrandpaJustification> codec() {
        return Scale.of(GrandpaJustification.class);
    }

    /// A justification in which every vote is for the finalized block itself, so that no headers are needed.
    public static GrandpaJustification of(long round, H256 hash, int number, List<Precommit> precommits) {
        return new GrandpaJustification(round, new Commit(hash, number, precommits), List.of());
    }

    /// Decodes all of `bytes`; bytes left over are refused, though the original ignores them.
    public static GrandpaJustification decode(Bytes bytes) throws DecodeException {
        return codec().decodeAll(bytes);
    }

    public Bytes encode() {
        return codec().encode(this);
    }

    /// Checks that this finalizes exactly the given block under `set`.
    ///
    /// Precommits of strangers do not count, yet every precommit must be well signed, and every header must be
    /// used.
    ///
    /// @throws JustificationException says which rule is broken
    public void verify(H256 hash, int number, AuthoritySet set) throws JustificationException {
        if (!commit.targetHash().equals(hash) || commit.targetNumber() != number) {
            throw new JustificationException("Justification is for block " + number(commit.targetNumber()) + " "
                    + commit.targetHash() + "; expected " + number(number) + " " + hash);
        }
        VoterSet voters = VoterSet.of(set);
        Ancestry ancestry = Ancestry.of(votesAncestries);
        // Cheap rules first: signatures are checked only for a commit that would count.
        new CommitCount(commit, voters, ancestry).ensureFinal();
        for (Precommit precommit : commit.precommits()) {
            if (!precommit.isSigned(round, set.id())) {
                throw new JustificationException("Precommit of " + precommit.id() + " for round "
                        + Long.toUnsignedString(round) + " of set " + Long.toUnsignedString(set.id())
                        + " is not signed by its key");
            }
        }
        ancestry.ensureAllUsed(commit.precommits());
    }

    private static String number(int number) {
        return Integer.toUnsignedString(number);
    }
}
