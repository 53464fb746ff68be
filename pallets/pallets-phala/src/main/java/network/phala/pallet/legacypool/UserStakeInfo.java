package network.phala.pallet.legacypool;

import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// What an account had in a pool of the first kind.
@TypePath(
        value = "phala_pallets::stake_pool::pallet::UserStakeInfo",
        parameters = {"AccountId", "Balance"},
        arguments = {AccountId.class, U128.class})
public record UserStakeInfo(
        @TypeName("AccountId") AccountId user,
        @TypeName("Balance") U128 locked,
        @TypeName("Balance") U128 shares,
        @TypeName("Balance") U128 availableRewards,
        @TypeName("Balance") U128 rewardDebt) {}
