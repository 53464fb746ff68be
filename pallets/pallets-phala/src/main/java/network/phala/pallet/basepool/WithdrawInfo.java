package network.phala.pallet.basepool;

import network.phala.primitives.AccountId;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// A request in the queue: since when (seconds), and the NFT with the shares.
@TypePath(
        value = "phala_pallets::compute::base_pool::pallet::WithdrawInfo",
        parameters = "AccountId",
        arguments = AccountId.class)
public record WithdrawInfo(
        @TypeName("AccountId") AccountId user,
        @TypeName("u64") long startTime,
        @TypeName("NftId") int nftId) {}
