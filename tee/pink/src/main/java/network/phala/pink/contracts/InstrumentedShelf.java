package network.phala.pink.contracts;

import java.util.Optional;
import network.phala.crypto.Blake2b;
import network.phala.pink.types.ContractError;
import network.phala.pink.types.ContractsEvent;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.Weight;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;

/// The code of runtimes 1.0 and 1.1: as it was uploaded, and rewritten to count its gas; it is the rewritten one that
/// is loaded and runs. Its deposit is reserved.
///
/// Code that 1.0 rewrote keeps 1.0's prices of instructions under 1.1: both call their price list version 4, so nothing
/// is rewritten again.
///
/// Follows substrate frame/contracts/src/wasm/code_cache.rs and prepare.rs at polkadot-v0.9.41 and v0.9.43.
record InstrumentedShelf(StackContext context, ContractStore store, Metering.InjectedCalls metering)
        implements CodeShelf {
    @Override
    public H256 upload(AccountId origin, Bytes code, Determinism determinism) throws DispatchException {
        if (code.size() > MAX_CODE_LENGTH) {
            throw ContractError.CODE_TOO_LARGE.raise();
        }
        InstrumentedValidation.Prepared prepared;
        try {
            prepared = InstrumentedValidation.prepare(
                    code,
                    determinism,
                    metering,
                    context.pallet().functions(),
                    context.modules().engine());
        } catch (CodeRejectedException _) {
            throw ContractError.CODE_REJECTED.raise();
        }
        if (prepared.code().size() > MAX_CODE_LENGTH) {
            throw ContractError.CODE_TOO_LARGE.raise();
        }
        H256 hash = new H256(Blake2b.hash256(code.unsafeArray()));
        PrefabModule module = new PrefabModule(
                metering.version(), prepared.initialPages(), prepared.maximumPages(), prepared.code(), determinism);
        context.modules().put(moduleKey(module), prepared.compiled());
        if (store.ownerInfo(hash).isEmpty()) {
            U128 deposit = StorageDiff.charge(
                    module.encode().size() + code.size() + OwnerInfo.MAX_ENCODED_LENGTH, 3, context.prices());
            try {
                context.balances().reserve(origin, deposit);
            } catch (DispatchException _) {
                throw ContractError.STORAGE_DEPOSIT_NOT_ENOUGH_FUNDS.raise();
            }
            store.putCode(hash, code);
            store.putOwnerInfo(hash, new OwnerInfo(origin, deposit, 0));
            context.state().deposit(new ContractsEvent.CodeStored(hash, deposit, origin), hash);
        }
        store.putModule(hash, module);
        return hash;
    }

    /// Paid in advance as if it were the longest code.
    @Override
    public Executable load(H256 hash, GasMeter gas) throws DispatchException {
        Weight charged = context.weights().codeLoad(MAX_CODE_LENGTH);
        gas.charge(charged);
        PrefabModule module = module(hash);
        gas.adjust(charged, context.weights().codeLoad(module.code().size()));
        return new Executable(hash, module.determinism());
    }

    private PrefabModule module(H256 hash) throws DispatchException {
        return store.module(hash).orElseThrow(ContractError.CODE_NOT_FOUND::raise);
    }

    @Override
    public ContractCode compiled(H256 hash) throws DispatchException {
        PrefabModule module = module(hash);
        H256 key = moduleKey(module);
        Optional<ContractCode> known = context.modules().get(key);
        if (known.isPresent()) {
            return known.get();
        }
        return context.modules()
                .compile(key, module.code(), context.pallet().functions(), context.patience())
                .orElseThrow(ContractError.CODE_REJECTED::raise);
    }

    /// Rewritten code, and what it is joined to, decide what was compiled.
    private H256 moduleKey(PrefabModule module) {
        return new H256(Blake2b.hash256(
                module.code().unsafeArray(), context.runtime().encoded().unsafeArray()));
    }

    @Override
    public void addUser(H256 hash) throws DispatchException {
        OwnerInfo info = store.ownerInfo(hash).orElseThrow(ContractError.CODE_NOT_FOUND::raise);
        store.putOwnerInfo(hash, info.withRefcount(info.refcount() + 1));
    }

    @Override
    public void removeUser(H256 hash) {
        store.ownerInfo(hash)
                .ifPresent(info -> store.putOwnerInfo(hash, info.withRefcount(Math.max(info.refcount() - 1, 0))));
    }
}
