package network.phala.pallet.balances;

import java.util.List;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;

/// Who owns what at the beginning.
public record BalancesGenesis(List<Endowment> balances) {
    public BalancesGenesis {
        balances = List.copyOf(balances);
    }

    public record Endowment(AccountId who, U128 free) {}
}
