package network.phala.pallet.basepool;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.frame.Permill;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.Name;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// A pool that invests in stake pools.
///
/// @param lastSharePriceCheckpoint price (12 decimals) up to which the owner's part is settled
/// @param ownerShares what the owner may claim
@TypePath(
        value = "phala_pallets::compute::pool_proxy::Vault",
        parameters = {"AccountId", "Balance"},
        arguments = {AccountId.class, U128.class})
public record Vault(
        @Name("basepool") @TypeName("base_pool::BasePool<AccountId, Balance>")
        BasePool basePool,

        @TypeName("Balance") U128 lastSharePriceCheckpoint,
        @TypeName("Option<Permill>") Optional<Permill> commission,
        @TypeName("Balance") U128 ownerShares,
        @TypeName("Vec<u64>") List<Long> investPools) {
    public Vault {
        investPools = List.copyOf(investPools);
    }

    public Vault with(BasePool next) {
        return new Vault(next, lastSharePriceCheckpoint, commission, ownerShares, investPools);
    }

    public Vault withCommission(Optional<Permill> next) {
        return new Vault(basePool, lastSharePriceCheckpoint, next, ownerShares, investPools);
    }

    public Vault withCheckpoint(U128 price) {
        return new Vault(basePool, price, commission, ownerShares, investPools);
    }

    public Vault withOwnerShares(U128 shares) {
        return new Vault(basePool, lastSharePriceCheckpoint, commission, shares, investPools);
    }

    public Vault withInvestPools(List<Long> pools) {
        return new Vault(basePool, lastSharePriceCheckpoint, commission, ownerShares, pools);
    }

    public Vault investingIn(long pool) {
        if (investPools.contains(pool)) {
            return this;
        }
        List<Long> pools = new ArrayList<>(investPools);
        pools.add(pool);
        return withInvestPools(pools);
    }
}
