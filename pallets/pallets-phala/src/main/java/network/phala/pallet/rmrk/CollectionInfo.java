package network.phala.pallet.rmrk;

import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;

/// A collection of NFTs.
public record CollectionInfo(AccountId issuer, Bytes metadata, Optional<Integer> max, Bytes symbol, int nftsCount) {
    CollectionInfo withCount(int count) {
        return new CollectionInfo(issuer, metadata, max, symbol, count);
    }
}
