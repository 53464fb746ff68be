package network.phala.pallet.basepool;

import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// What [PhalaBasePool] tells.
@TypePath(value = "phala_pallets::compute::base_pool::pallet::Event", parameters = "T", arguments = Void.class)
public sealed interface PhalaBasePoolEvent {
    /// Shares of a pool were put into an NFT.
    @Index(0)
    record NftCreated(
            @TypeName("u64") long pid,
            @TypeName("CollectionId") int cid,
            @TypeName("NftId") int nftId,
            @TypeName("T::AccountId") AccountId owner,
            @TypeName("BalanceOf<T>") U128 shares)
            implements PhalaBasePoolEvent {}

    /// Shares wait to be paid out.
    @Index(1)
    record WithdrawalQueued(
            @TypeName("u64") long pid,
            @TypeName("T::AccountId") AccountId user,
            @TypeName("BalanceOf<T>") U128 shares,
            @TypeName("NftId") int nftId,
            @TypeName("Option<u64>") Optional<Long> asVault,
            @TypeName("NftId") int withdrawingNftId)
            implements PhalaBasePoolEvent {}

    /// Shares were paid out, or burnt as dust.
    @Index(2)
    record Withdrawal(
            @TypeName("u64") long pid,
            @TypeName("T::AccountId") AccountId user,
            @TypeName("BalanceOf<T>") U128 amount,
            @TypeName("BalanceOf<T>") U128 shares,
            @TypeName("BalanceOf<T>") U128 burntShares)
            implements PhalaBasePoolEvent {}

    /// Pool whitelist created.
    @Index(3)
    record PoolWhitelistCreated(@TypeName("u64") long pid) implements PhalaBasePoolEvent {}

    /// Pool whitelist deleted.
    @Index(4)
    record PoolWhitelistDeleted(@TypeName("u64") long pid) implements PhalaBasePoolEvent {}

    /// Pool whitelist staker added.
    @Index(5)
    record PoolWhitelistStakerAdded(
            @TypeName("u64") long pid,
            @TypeName("T::AccountId") AccountId staker) implements PhalaBasePoolEvent {}

    /// Pool whitelist staker removed.
    @Index(6)
    record PoolWhitelistStakerRemoved(
            @TypeName("u64") long pid,
            @TypeName("T::AccountId") AccountId staker) implements PhalaBasePoolEvent {}
}
