package network.phala.pink.contracts;

import java.util.Optional;
import network.phala.crypto.Blake2b;
import network.phala.pink.state.HoldReason;
import network.phala.pink.types.ContractError;
import network.phala.pink.types.ContractsEvent;
import network.phala.pink.types.DispatchException;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;

/// The code of runtime 1.2: as it was uploaded, with a record of its owner, users and length. Its deposit is held.
///
/// Follows polkadot-sdk release 1.5.0, substrate/frame/contracts/src/wasm/mod.rs (WasmBlob).
record PristineShelf(StackContext context, ContractStore store) implements CodeShelf {
    @Override
    public H256 upload(AccountId origin, Bytes code, Determinism determinism) throws DispatchException {
        if (code.size() > MAX_CODE_LENGTH) {
            throw ContractError.CODE_TOO_LARGE.raise();
        }
        ContractCode validated;
        try {
            validated = context.modules().validate(code, determinism);
        } catch (CodeRejectedException _) {
            throw ContractError.CODE_REJECTED.raise();
        }
        H256 hash = new H256(Blake2b.hash256(code.unsafeArray()));
        if (store.codeInfo(hash).isPresent()) {
            context.modules().put(hash, validated);
            return hash;
        }
        U128 deposit = StorageDiff.charge(code.size() + CodeInfo.MAX_ENCODED_LENGTH, 2, context.prices());
        try {
            context.balances().hold(HoldReason.CODE_UPLOAD_DEPOSIT, origin, deposit);
        } catch (DispatchException _) {
            throw ContractError.STORAGE_DEPOSIT_NOT_ENOUGH_FUNDS.raise();
        }
        // Only now: code that nobody pays for takes no place of code in use, in memory or on the disk.
        context.modules().put(hash, validated);
        store.putCode(hash, code);
        store.putCodeInfo(hash, new CodeInfo(origin, deposit, 0, determinism, code.size()));
        context.state().deposit(new ContractsEvent.CodeStored(hash, deposit, origin), hash);
        return hash;
    }

    @Override
    public Executable load(H256 hash, GasMeter gas) throws DispatchException {
        CodeInfo info = store.codeInfo(hash).orElseThrow(ContractError.CODE_NOT_FOUND::raise);
        gas.charge(context.weights().codeLoad(info.codeLength()));
        return new Executable(hash, info.determinism());
    }

    @Override
    public ContractCode compiled(H256 hash) throws DispatchException {
        Optional<ContractCode> known = context.modules().get(hash);
        if (known.isPresent()) {
            return known.get();
        }
        Bytes code = store.code(hash).orElseThrow(ContractError.CODE_NOT_FOUND::raise);
        return context.modules()
                .compile(hash, code, context.pallet().functions(), context.patience())
                .orElseThrow(ContractError.CODE_REJECTED::raise);
    }

    @Override
    public void addUser(H256 hash) throws DispatchException {
        CodeInfo info = store.codeInfo(hash).orElseThrow(ContractError.CODE_NOT_FOUND::raise);
        store.putCodeInfo(hash, info.withRefcount(info.refcount() + 1));
    }

    @Override
    public void removeUser(H256 hash) {
        store.codeInfo(hash)
                .ifPresent(info -> store.putCodeInfo(hash, info.withRefcount(Math.max(info.refcount() - 1, 0))));
    }
}
