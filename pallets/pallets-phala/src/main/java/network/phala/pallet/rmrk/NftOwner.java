package network.phala.pallet.rmrk;

import network.phala.primitives.AccountId;
import network.phala.scale.Name;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// Who owns an NFT: an account, or another NFT.
@TypePath(
        value = "rmrk_traits::nft::AccountIdOrCollectionNftTuple",
        parameters = {"AccountId", "CollectionId", "NftId"},
        arguments = {AccountId.class, Integer.class, Integer.class})
public sealed interface NftOwner {
    @Name("AccountId")
    @Unnamed
    record Account(@TypeName("AccountId") AccountId account) implements NftOwner {}

    @Name("CollectionAndNftTuple")
    @Unnamed
    record Nft(
            @TypeName("CollectionId") int collection,
            @TypeName("NftId") int nft) implements NftOwner {}
}
