package network.phala.lightclient;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import network.phala.block.Header;
import network.phala.primitives.H256;

/// The headers of a justification, by hash: how the votes' targets descend from the lowest of them.
final class Ancestry {
    private final Map<H256, Header> headerByHash;

    private Ancestry(Map<H256, Header> headerByHash) {
        this.headerByHash = headerByHash;
    }

    static Ancestry of(List<Header> headers) throws JustificationException {
        Map<H256, Header> headerByHash = new TreeMap<>();
        for (Header header : headers) {
            if (headerByHash.put(header.hash(), header) != null) {
                throw new JustificationException("Header " + header.hash() + " is in the justification twice");
            }
        }
        return new Ancestry(headerByHash);
    }

    /// A block by its hash and number.
    record Block(H256 hash, int number) {
        static Block of(Precommit precommit) {
            return new Block(precommit.targetHash(), precommit.targetNumber());
        }
    }

    /// The blocks from `target` (inclusive) down to `base` (exclusive).
    ///
    /// @throws JustificationException when a header is missing or the numbers do not go down one by one
    List<Block> route(Block base, Block target) throws JustificationException {
        List<Block> route = new ArrayList<>();
        Block at = target;
        while (!at.hash().equals(base.hash())) {
            Header header = headerByHash.get(at.hash());
            if (header == null || route.size() >= headerByHash.size()) {
                throw new JustificationException("Vote for " + target.hash() + " does not descend from " + base.hash()
                        + ": no header of " + at.hash());
            }
            if (header.number() != at.number()) {
                throw new JustificationException("Block " + at.hash() + " has number " + header.numberUnsigned()
                        + "; the vote says " + Integer.toUnsignedString(at.number()));
            }
            route.add(at);
            at = new Block(header.parentHash(), header.number() - 1);
        }
        if (at.number() != base.number()) {
            throw new JustificationException("Block " + base.hash() + " is voted for under the numbers "
                    + Integer.toUnsignedString(base.number()) + " and " + Integer.toUnsignedString(at.number()));
        }
        return route;
    }

    /// Checks that the headers are just those on the ways from the lowest target to the others.
    void ensureAllUsed(List<Precommit> precommits) throws JustificationException {
        Block base = lowest(precommits);
        Set<H256> visited = new HashSet<>();
        for (Precommit precommit : precommits) {
            for (Block block : route(base, Block.of(precommit))) {
                visited.add(block.hash());
            }
        }
        if (visited.size() != headerByHash.size()) {
            throw new JustificationException(
                    "Justification carries " + headerByHash.size() + " headers; its votes need " + visited.size());
        }
    }

    /// The lowest target; the first of several.
    static Block lowest(List<Precommit> precommits) {
        Precommit lowest = precommits.getFirst();
        for (Precommit precommit : precommits) {
            if (Integer.compareUnsigned(precommit.targetNumber(), lowest.targetNumber()) < 0) {
                lowest = precommit;
            }
        }
        return Block.of(lowest);
    }
}
