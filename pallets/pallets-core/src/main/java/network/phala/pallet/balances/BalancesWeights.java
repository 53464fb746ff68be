package network.phala.pallet.balances;

import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.system.RuntimeDbWeight;

/// Weights of the Balances pallet's calls, as published with polkadot-sdk 1.5.0.
final class BalancesWeights {
    private BalancesWeights() {}

    static DispatchInfo of(BalancesCall call, RuntimeDbWeight db) {
        return DispatchInfo.normal(
                switch (call) {
                    case BalancesCall.TransferAllowDeath _ ->
                        Weight.of(59_117_000, 3593).add(db.readsWrites(1, 1));
                    case BalancesCall.ForceTransfer _ ->
                        Weight.of(63_365_000, 6196).add(db.readsWrites(2, 2));
                    case BalancesCall.TransferKeepAlive _ ->
                        Weight.of(45_798_000, 3593).add(db.readsWrites(1, 1));
                    case BalancesCall.TransferAll _ ->
                        Weight.of(55_623_000, 3593).add(db.readsWrites(1, 1));
                    case BalancesCall.ForceUnreserve _ ->
                        Weight.of(19_953_000, 3593).add(db.readsWrites(1, 1));
                    case BalancesCall.UpgradeAccounts(var who) -> {
                        long count = who.size();
                        yield Weight.of(19_612_000 + 16_444_591 * count, 990 + 2603 * count)
                                .add(db.readsWrites(count, count));
                    }
                    case BalancesCall.ForceSetBalance _ ->
                        Weight.of(25_487_000, 3593).add(db.readsWrites(1, 1));
                });
    }
}
