package network.phala.types.sync;

import java.util.List;
import network.phala.primitives.Bytes;

/// The next authority set with a storage proof of it.
public record AuthoritySetChange(AuthoritySet authoritySet, List<Bytes> authorityProof) {
    public AuthoritySetChange {
        authorityProof = List.copyOf(authorityProof);
    }
}
