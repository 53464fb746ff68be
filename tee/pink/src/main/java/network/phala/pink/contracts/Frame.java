package network.phala.pink.contracts;

import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.wasm.LinearMemory;
import org.jspecify.annotations.Nullable;

/// One entry of the call stack: which contract runs, on whose behalf, with which meters.
///
/// The contract's info is kept here while the frame lives. A nested frame that changes the same contract
/// makes it stale; terminating the contract takes it away.
final class Frame {
    /// Which function of the code is run.
    enum EntryPoint {
        CONSTRUCTOR("deploy"),
        CALL("call");

        private final String export;

        EntryPoint(String export) {
            this.export = export;
        }

        String export() {
            return export;
        }
    }

    private enum InfoState {
        CACHED,
        INVALIDATED,
        TERMINATED
    }

    final AccountId account;
    final EntryPoint entryPoint;
    final U128 value;
    final GasMeter gas;
    final StorageMeter storage;
    /// Set for a delegate call: the caller of the frame that delegated.
    final @Nullable AccountId delegateCaller;

    boolean allowsReentry = true;
    /// Of the instance that runs in this frame, while it does.
    @Nullable
    LinearMemory memory;

    private InfoState infoState = InfoState.CACHED;
    private ContractInfo info;

    /// What a frame is made of besides its meters.
    record Args(
            AccountId account,
            ContractInfo info,
            EntryPoint entryPoint,
            U128 value,
            @Nullable AccountId delegateCaller) {}

    Frame(Args args, GasMeter gas, StorageMeter storage) {
        this.account = args.account;
        this.info = args.info;
        this.entryPoint = args.entryPoint;
        this.value = args.value;
        this.delegateCaller = args.delegateCaller;
        this.gas = gas;
        this.storage = storage;
    }

    boolean terminated() {
        return infoState == InfoState.TERMINATED;
    }

    /// The info if it is up to date here.
    Optional<ContractInfo> cachedInfo() {
        return infoState == InfoState.CACHED ? Optional.of(info) : Optional.empty();
    }

    /// The info, read again if a nested frame changed it. Not to be asked of a terminated contract.
    ContractInfo info(ContractStore store) {
        reload(store);
        if (infoState != InfoState.CACHED) {
            throw new IllegalStateException("contract " + account + " was terminated while it is on the stack");
        }
        return info;
    }

    /// The info, read again if needed; empty for a terminated contract.
    Optional<ContractInfo> currentInfo(ContractStore store) {
        reload(store);
        return cachedInfo();
    }

    private void reload(ContractStore store) {
        if (infoState == InfoState.INVALIDATED) {
            store.contract(account).ifPresent(this::setInfo);
        }
    }

    void setInfo(ContractInfo newInfo) {
        info = newInfo;
        infoState = InfoState.CACHED;
    }

    void invalidateInfo() {
        infoState = InfoState.INVALIDATED;
    }

    ContractInfo terminate(ContractStore store) {
        ContractInfo last = info(store);
        infoState = InfoState.TERMINATED;
        return last;
    }
}
