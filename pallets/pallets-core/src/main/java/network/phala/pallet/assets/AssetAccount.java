package network.phala.pallet.assets;

import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unit;

/// An account's balance of an asset.
@TypePath(
        value = "pallet_assets::types::AssetAccount",
        parameters = {"Balance", "DepositBalance", "Extra", "AccountId"},
        arguments = {U128.class, U128.class, Unit.class, AccountId.class})
public record AssetAccount(
        @TypeName("Balance") U128 balance,
        @TypeName("AccountStatus") AccountStatus status,

        @TypeName("ExistenceReason<DepositBalance, AccountId>")
        ExistenceReason reason,

        @TypeName("Extra") Unit extra) {
    AssetAccount withBalance(U128 next) {
        return new AssetAccount(next, status, reason, extra);
    }

    AssetAccount withStatus(AccountStatus next) {
        return new AssetAccount(balance, next, reason, extra);
    }
}
