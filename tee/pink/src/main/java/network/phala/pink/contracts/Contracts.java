package network.phala.pink.contracts;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.phala.crypto.Blake2b;
import network.phala.pink.TransactionArguments;
import network.phala.pink.state.SessionState;
import network.phala.pink.types.ContractError;
import network.phala.pink.types.ContractResult;
import network.phala.pink.types.DispatchError;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.ExecReturn;
import network.phala.pink.types.PinkRuntime;
import network.phala.pink.types.StorageDeposit;
import network.phala.pink.types.Weight;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.Result;
import network.phala.storage.State;

/// The entry points of the Contracts pallet within one session.
///
/// Follows polkadot-sdk substrate/frame/contracts/src/lib.rs (bare_call, bare_instantiate, bare_upload_code).
public final class Contracts {
    /// Longest code in bytes.
    public static final int MAX_CODE_LENGTH = CodeShelf.MAX_CODE_LENGTH;

    private final StackContext context;
    private final ContractStore store;
    private final CodeShelf shelf;
    private final Deposits deposits;
    private final Migrations migrations;

    public Contracts(StackContext context) {
        this.context = context;
        this.store = new ContractStore(context.state());
        this.shelf = CodeShelf.of(context, store);
        this.deposits = Deposits.of(context);
        this.migrations = new Migrations(context, store);
    }

    /// The id of the contract that `deployer` makes of this code with this salt: BLAKE2b-256 of deployer ‖ code hash ‖
    /// cluster id ‖ salt. The constructor's input is no part of it.
    public static AccountId contractAddress(AccountId deployer, H256 codeHash, H256 clusterId, Bytes salt) {
        return new AccountId(Blake2b.hash256(
                deployer.value().unsafeArray(),
                codeHash.value().unsafeArray(),
                clusterId.value().unsafeArray(),
                salt.unsafeArray()));
    }

    /// Whether the storage holds ink code of this hash.
    public static boolean codeExists(State storage, H256 hash, PinkRuntime runtime) {
        Bytes key =
                runtime.atLeast(PinkRuntime.V1_2) ? ContractStore.codeInfoKey(hash) : ContractStore.ownerInfoKey(hash);
        return storage.get(key).isPresent();
    }

    /// The code hash of a contract. Between an upgrade to 1.2 and the migration it is the account of its deposits, or
    /// there seems to be no contract: 1.2 reads the record of before as one of its own.
    public static Optional<H256> codeHash(SessionState state, AccountId contract, PinkRuntime runtime) {
        ContractStore store = new ContractStore(state);
        return runtime.atLeast(PinkRuntime.V1_2)
                ? store.codeHashAsNow(contract)
                : store.contract(contract).map(ContractInfo::codeHash);
    }

    /// Everything a contract has stored, by the hashed keys under which it lies.
    public static SortedMap<Bytes, Bytes> storage(SessionState state, State storage, AccountId contract) {
        SortedMap<Bytes, Bytes> entries = new TreeMap<>();
        new ContractStore(state).contract(contract).ifPresent(info -> {
            var each = storage.child(info.trieId()).iterator(Bytes.EMPTY);
            while (each.hasNext()) {
                var entry = each.next();
                entries.put(entry.getKey(), entry.getValue());
            }
        });
        return entries;
    }

    /// Validates and stores code, and takes its deposit. Of known code no deposit is taken again.
    public H256 uploadCode(AccountId origin, Bytes code, Determinism determinism) throws DispatchException {
        if (migrations.inProgress()) {
            throw ContractError.MIGRATION_IN_PROGRESS.raise();
        }
        return shelf.upload(origin, code, determinism);
    }

    /// Calls a contract.
    public ContractResult call(AccountId contract, Bytes input, TransactionArguments args, Determinism determinism) {
        if (migrations.inProgress()) {
            return refusedMeanwhile();
        }
        Run run = new Run(args);
        return run.finish(() -> {
            ExecStack stack = run.stack(determinism);
            try {
                run.succeed(stack.runCall(contract, args.transfer(), input), Optional.empty());
            } catch (ExecException e) {
                run.fail(e.error());
            }
        });
    }

    /// Instantiates stored code. The code is loaded, and paid for, before the deposit limit is looked at.
    public ContractResult instantiate(H256 codeHash, Bytes input, Bytes salt, TransactionArguments args) {
        if (migrations.inProgress()) {
            return refusedMeanwhile();
        }
        Run run = new Run(args);
        return run.finish(() -> {
            Executable executable = shelf.load(codeHash, run.gas);
            ExecStack stack = run.stack(Determinism.ENFORCED);
            try {
                ExecStack.Instantiated made = stack.runInstantiate(executable, args.transfer(), input, salt);
                run.succeed(made.output(), Optional.of(made.account()));
            } catch (ExecException e) {
                run.fail(e.error());
            }
        });
    }

    private ContractResult refusedMeanwhile() {
        return ContractResult.refused(ContractError.MIGRATION_IN_PROGRESS.error(), context.runtime());
    }

    /// Marks that the storage is that of an earlier release. Contracts rest until the next idle time.
    public void onRuntimeUpgrade() {
        migrations.begin();
    }

    /// Migrates what is left to migrate, then frees the storage of terminated contracts.
    public void onIdle() {
        migrations.finish();
        store.deleteQueued();
    }

    /// One call or instantiation from outside, from its meters to its result.
    private final class Run {
        private final TransactionArguments args;
        private final GasMeter gas;
        private final DebugBuffer debug = new DebugBuffer();
        private StorageMeter storage = new StorageMeter(U128.ZERO, new StorageDiff.Prices(U128.ZERO, U128.ZERO), false);
        private StorageDeposit deposit = StorageDeposit.NONE;
        private Result<ExecReturn, DispatchError> result = new Result.Err<>(ContractError.CONTRACT_TRAPPED.error());
        private Optional<AccountId> account = Optional.empty();

        Run(TransactionArguments args) {
            this.args = args;
            this.gas = new GasMeter(Weight.of(args.gasLimit(), -1L));
        }

        ExecStack stack(Determinism determinism) throws DispatchException {
            U128 limit = deposits.limit(args.origin(), args.storageDepositLimit(), args.transfer());
            storage = new StorageMeter(limit, context.prices(), context.pallet().forgetsNestedCharges());
            return new ExecStack(context, args.origin(), determinism, new ExecStack.Meters(gas, storage, debug));
        }

        void succeed(ExecReturn output, Optional<AccountId> made) {
            result = new Result.Ok<>(output);
            account = made;
        }

        void fail(DispatchError error) {
            result = new Result.Err<>(error);
            account = Optional.empty();
        }

        private interface Body {
            void run() throws DispatchException;
        }

        ContractResult finish(Body body) {
            try {
                body.run();
                deposits.settle(args.origin(), storage);
                deposit = storage.total();
            } catch (DispatchException e) {
                fail(e.error());
            }
            return new ContractResult(
                    gas.consumed(), gas.required(), deposit, debug.toBytes(), result, account, context.runtime());
        }
    }
}
