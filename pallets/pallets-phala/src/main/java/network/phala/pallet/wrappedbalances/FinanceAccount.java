package network.phala.pallet.wrappedbalances;

import java.util.ArrayList;
import java.util.List;
import network.phala.primitives.U128;
import network.phala.scale.TupleType;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// Where an account invested, and how much of its worth backs votes.
@TypePath(
        value = "phala_pallets::compute::wrapped_balances::pallet::FinanceAccount",
        parameters = "Balance",
        arguments = U128.class)
public record FinanceAccount(
        @TypeName("Vec<(u64, CollectionId)>") List<Investment> investPools,
        @TypeName("Balance") U128 locked) {
    static final FinanceAccount NONE = new FinanceAccount(List.of(), U128.ZERO);

    public FinanceAccount {
        investPools = List.copyOf(investPools);
    }

    /// A pool and the collection of its shares.
    @TupleType
    public record Investment(long pid, int cid) {}

    FinanceAccount withInvestment(Investment investment) {
        if (investPools.contains(investment)) {
            return this;
        }
        List<Investment> more = new ArrayList<>(investPools);
        more.add(investment);
        return new FinanceAccount(more, locked);
    }

    FinanceAccount withLocked(U128 amount) {
        return new FinanceAccount(investPools, amount);
    }
}
