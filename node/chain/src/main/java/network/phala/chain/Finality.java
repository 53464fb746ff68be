package network.phala.chain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.phala.crypto.Ed25519;
import network.phala.crypto.Twox;
import network.phala.lightclient.GrandpaJustification;
import network.phala.lightclient.Precommit;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.scale.ScaleReader;
import network.phala.storage.State;
import network.phala.storage.StorageException;
import network.phala.types.sync.Authority;
import network.phala.types.sync.AuthoritySet;

/// GRANDPA certificates: which authority set is in force for a block, the precommits of our own keys, and
/// the justification that enough precommits make.
///
/// Block N is signed by the set in the state after N-1; its round is `N - first block of that set + 1`, so
/// that a set and a round have exactly one legal target. Every precommit is for the target itself.
final class Finality {
    /// The set in force for some block.
    ///
    /// @param firstBlock the first block that this set signs
    record ActiveSet(AuthoritySet set, long firstBlock) {
        long round(long number) {
            return number - firstBlock + 1;
        }

        /// The weight that a justification needs: more than two thirds.
        long threshold() {
            long total = 0;
            for (Authority authority : set.list()) {
                total += authority.weight();
            }
            return total - (total - 1) / 3;
        }

        boolean has(Bytes32 key) {
            return set.list().stream().anyMatch(authority -> authority.key().equals(key));
        }
    }

    private static final Codec<List<Authority>> AUTHORITIES = Codecs.vec(Scale.of(Authority.class));
    private static final Bytes AUTHORITIES_KEY = key("Grandpa", "Authorities");
    private static final Bytes SET_ID_KEY = key("Grandpa", "CurrentSetId");
    private static final Bytes GENESIS_AUTHORITIES_KEY = Bytes.ofUtf8(":grandpa_authorities");

    private final List<Ed25519.Pair> keys;
    private final TreeMap<Long, Long> startBySetId;

    Finality(List<Ed25519.Pair> keys, Map<Long, Long> startBySetId) {
        this.keys = List.copyOf(keys);
        this.startBySetId = new TreeMap<>(startBySetId);
    }

    private static Bytes key(String pallet, String item) {
        return Bytes.concat(Bytes.wrap(Twox.hash128(pallet)), Bytes.wrap(Twox.hash128(item)));
    }

    static long setId(State state) {
        Optional<Bytes> value = state.get(SET_ID_KEY);
        try {
            return value.isEmpty() ? 0 : new ScaleReader(value.get()).readLong();
        } catch (DecodeException e) {
            throw new StorageException(
                    "Grandpa.CurrentSetId in the state is " + value.get() + "; expected eight bytes", e);
        }
    }

    private static List<Authority> authorities(State state) {
        Optional<Bytes> value = state.get(AUTHORITIES_KEY);
        if (value.isEmpty()) {
            value = state.get(GENESIS_AUTHORITIES_KEY).map(versioned -> versioned.slice(1, versioned.size()));
        }
        try {
            return value.isEmpty() ? List.of() : AUTHORITIES.decodePrefix(value.get());
        } catch (DecodeException e) {
            throw new StorageException("Grandpa.Authorities in the state cannot be read: " + e.getMessage(), e);
        }
    }

    /// The set in force for the block after `parent`.
    synchronized ActiveSet setAfter(State parent) {
        long id = setId(parent);
        Long start = startBySetId.get(id);
        if (start == null) {
            throw new IllegalStateException("The first block of authority set " + id
                    + " is not known; known are the sets " + startBySetId.keySet());
        }
        return new ActiveSet(new AuthoritySet(authorities(parent), id), start);
    }

    /// A set begins at the block.
    synchronized void noteSetStart(long id, long firstBlock) {
        startBySetId.put(id, firstBlock);
    }

    /// The last block of the set that signed block `number`; empty while that set is in force.
    synchronized Optional<Long> lastBlockOfSetAt(long number) {
        return startBySetId.values().stream()
                .filter(start -> start > number && start > 1)
                .min(Long::compare)
                .map(start -> start - 1);
    }

    /// The precommits of those of our keys that are in the set.
    List<Precommit> sign(BlockRef target, ActiveSet active) {
        List<Precommit> votes = new ArrayList<>();
        for (Ed25519.Pair pair : keys) {
            if (active.has(pair.publicKey())) {
                votes.add(Precommit.sign(
                        pair,
                        target.hash(),
                        (int) target.number(),
                        active.round(target.number()),
                        active.set().id()));
            }
        }
        return votes;
    }

    /// Whether the vote is for the block, by a member of the set, and well signed.
    static boolean verify(BlockRef target, ActiveSet active, Precommit vote) {
        byte[] payload = Precommit.payload(
                target.hash(),
                (int) target.number(),
                active.round(target.number()),
                active.set().id());
        return vote.targetHash().equals(target.hash())
                && vote.targetNumber() == (int) target.number()
                && active.has(vote.id())
                && Ed25519.verify(vote.id(), payload, vote.signature().unsafeArray());
    }

    /// A justification of the block from these votes, with no more of them than it needs; empty when they
    /// are too few. Votes that are not good do not count.
    static Optional<Bytes> justify(BlockRef target, ActiveSet active, List<Precommit> votes) {
        Map<Bytes32, Precommit> voteById = new HashMap<>();
        for (Precommit vote : votes) {
            if (verify(target, active, vote)) {
                voteById.put(vote.id(), vote);
            }
        }
        List<Precommit> used = new ArrayList<>();
        long weight = 0;
        for (Authority authority : active.set().list()) {
            Precommit vote = voteById.remove(authority.key());
            if (vote != null && weight < active.threshold()) {
                used.add(vote);
                weight += authority.weight();
            }
        }
        if (used.isEmpty() || weight < active.threshold()) {
            return Optional.empty();
        }
        return Optional.of(
                GrandpaJustification.of(active.round(target.number()), target.hash(), (int) target.number(), used)
                        .encode());
    }
}
