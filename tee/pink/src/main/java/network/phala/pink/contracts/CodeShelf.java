package network.phala.pink.contracts;

import network.phala.pink.types.DispatchException;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;

/// Where a release of the pallet keeps code, who uses it, and what is paid to run it.
sealed interface CodeShelf permits PristineShelf, InstrumentedShelf {
    /// Longest code in bytes, as uploaded and, where it is rewritten, as rewritten.
    int MAX_CODE_LENGTH = 2 * 1024 * 1024;

    /// Validates and stores code, and takes its deposit. Of known code no deposit is taken again.
    H256 upload(AccountId origin, Bytes code, Determinism determinism) throws DispatchException;

    /// Takes code from the shelf, paid from `gas`.
    Executable load(H256 hash, GasMeter gas) throws DispatchException;

    /// The code of a loaded executable, ready to run.
    ContractCode compiled(H256 hash) throws DispatchException;

    /// One more contract has this code.
    void addUser(H256 hash) throws DispatchException;

    /// One contract less has this code.
    void removeUser(H256 hash);

    /// The shelf of the context's release.
    static CodeShelf of(StackContext context, ContractStore store) {
        return switch (context.pallet().metering()) {
            case Metering.EngineFuel _ -> new PristineShelf(context, store);
            case Metering.InjectedCalls injected -> new InstrumentedShelf(context, store, injected);
        };
    }
}
