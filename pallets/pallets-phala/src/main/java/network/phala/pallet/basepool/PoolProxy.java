package network.phala.pallet.basepool;

import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.Name;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// A pool of either kind.
@TypePath(
        value = "phala_pallets::compute::pool_proxy::PoolProxy",
        parameters = {"AccountId", "Balance"},
        arguments = {AccountId.class, U128.class})
public sealed interface PoolProxy {
    @Name("StakePool")
    @Unnamed
    record OfStakePool(
            @TypeName("StakePool<AccountId, Balance>") StakePool pool) implements PoolProxy {}

    @Name("Vault")
    @Unnamed
    record OfVault(@TypeName("Vault<AccountId, Balance>") Vault vault) implements PoolProxy {}

    default BasePool basePool() {
        return switch (this) {
            case OfStakePool(StakePool pool) -> pool.basePool();
            case OfVault(Vault vault) -> vault.basePool();
        };
    }
}
