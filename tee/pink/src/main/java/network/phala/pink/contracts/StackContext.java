package network.phala.pink.contracts;

import java.util.Optional;
import network.phala.pink.ExecutionMode;
import network.phala.pink.PinkHost;
import network.phala.pink.SessionContext;
import network.phala.pink.state.Accounts;
import network.phala.pink.state.Balances;
import network.phala.pink.state.PinkPallet;
import network.phala.pink.state.SessionState;
import network.phala.pink.types.PinkRuntime;
import network.phala.storage.State;

/// Everything a call stack stands on: the session's storage and pallets, its context and host, and the compiled
/// modules.
///
/// `runtime` is the release the cluster runs, `committed` the storage before the session began.
public record StackContext(
        PinkRuntime runtime,
        SessionState state,
        State committed,
        Accounts accounts,
        Balances balances,
        PinkPallet pink,
        SessionContext session,
        PinkHost host,
        ContractModules modules) {

    /// The pallets over one session's storage.
    public static StackContext of(
            PinkRuntime runtime,
            State committed,
            SessionState state,
            SessionContext session,
            PinkHost host,
            ContractModules modules) {
        Accounts accounts = new Accounts(state, runtime);
        Balances balances = Balances.of(state, accounts, runtime);
        return new StackContext(
                runtime, state, committed, accounts, balances, new PinkPallet(state, balances), session, host, modules);
    }

    /// The pallet of the cluster's release.
    PalletRelease pallet() {
        return PalletRelease.of(runtime);
    }

    HostWeights weights() {
        return pallet().weights();
    }

    /// How this run waits for another one that compiles the same code; empty when it may not be held up.
    Optional<ContractModules.Patience> patience() {
        return session.mode() == ExecutionMode.TRANSACTION ? Optional.empty() : Optional.of(host::during);
    }

    StorageDiff.Prices prices() {
        return new StorageDiff.Prices(pink.depositPerByte(), pink.depositPerItem());
    }
}
