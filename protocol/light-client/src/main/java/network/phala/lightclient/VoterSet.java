package network.phala.lightclient;

import java.util.Map;
import java.util.TreeMap;
import network.phala.primitives.Bytes32;
import network.phala.types.sync.Authority;
import network.phala.types.sync.AuthoritySet;

/// Voters with their weights and the weight that makes a block final. Follows finality-grandpa voter_set.rs:
/// zero weights do not count, and the threshold is total − (total − 1) / 3.
record VoterSet(Map<Bytes32, Long> weightByVoter, long threshold) {
    static VoterSet of(AuthoritySet set) throws JustificationException {
        Map<Bytes32, Long> weights = new TreeMap<>();
        long total = 0;
        for (Authority authority : set.list()) {
            long weight = authority.weight();
            if (weight == 0) {
                continue;
            }
            total += weight;
            if (weight < 0 || total < 0) {
                throw new JustificationException("Weights of authority set " + Long.toUnsignedString(set.id())
                        + " add up to more than 2^63 - 1");
            }
            weights.merge(authority.key(), weight, Long::sum);
        }
        if (total == 0) {
            throw new JustificationException(
                    "Authority set " + Long.toUnsignedString(set.id()) + " has no voters; expected at least one");
        }
        return new VoterSet(weights, total - (total - 1) / 3);
    }

    boolean contains(Bytes32 voter) {
        return weightByVoter.containsKey(voter);
    }

    long weight(Bytes32 voter) {
        return weightByVoter.getOrDefault(voter, 0L);
    }
}
