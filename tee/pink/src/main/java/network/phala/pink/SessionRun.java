package network.phala.pink;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import network.phala.crypto.Blake2b;
import network.phala.pink.check.WasmInfo;
import network.phala.pink.check.WasmParseException;
import network.phala.pink.contracts.Contracts;
import network.phala.pink.contracts.Determinism;
import network.phala.pink.contracts.StackContext;
import network.phala.pink.state.PinkPallet;
import network.phala.pink.state.SessionState;
import network.phala.pink.state.SystemItems;
import network.phala.pink.types.ContractResult;
import network.phala.pink.types.DispatchError;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.EventBlock;
import network.phala.pink.types.EventRecord;
import network.phala.pink.types.ExecReturn;
import network.phala.pink.types.PinkRuntime;
import network.phala.pink.types.SideEffects;
import network.phala.pink.types.Weight;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.Result;

/// One execution session on a cluster, from the clock to the event block.
///
/// Follows phala-blockchain crates/pink/runtime/src/storage/mod.rs (execute_with) and capi/ecall_impl.rs.
final class SessionRun {
    private static final int LEVEL_ERROR = 1;
    private static final int LEVEL_INFO = 3;
    private static final int LEVEL_DEBUG = 4;

    private final StackContext context;

    private SessionRun(StackContext context) {
        this.context = context;
    }

    /// What a session does.
    interface Body<T> {
        T run(SessionRun run);
    }

    static <T> Outcome<T> execute(Cluster cluster, Session session, Body<T> body) {
        SessionContext clock = session.context();
        SessionState state = new SessionState(cluster.state(), clock.blockNumber());
        StackContext context =
                StackContext.of(cluster.runtime(), cluster.state(), state, clock, session.host(), session.modules());
        T result = body.run(new SessionRun(context));
        List<EventRecord> events = state.events();
        SideEffects.Sorted sorted = SideEffects.of(events, cluster.runtime());
        if (clock.mode() != ExecutionMode.TRANSACTION) {
            Supplier<Cluster> after =
                    () -> after(cluster, clock, state, events, EventRecord.encodeAll(events, cluster.runtime()));
            return new Outcome<>(after, result, sorted.effects(), Optional.empty());
        }
        Bytes encoded = EventRecord.encodeAll(events, cluster.runtime());
        Optional<EventBlock> block = eventBlock(context, sorted.chainEvents(), events, encoded);
        return new Outcome<>(() -> after(cluster, clock, state, events, encoded), result, sorted.effects(), block);
    }

    /// The cluster with what every session leaves there.
    private static Cluster after(
            Cluster before, SessionContext clock, SessionState state, List<EventRecord> events, Bytes encoded) {
        SystemItems.write(state, clock.blockNumber(), clock.nowMillis(), events, encoded);
        return new Cluster(state.state(), before.runtime());
    }

    private static Optional<EventBlock> eventBlock(
            StackContext context, List<EventRecord> shown, List<EventRecord> all, Bytes encoded) {
        SessionContext session = context.session();
        if (shown.isEmpty() || !context.runtime().hasEventChain()) {
            return Optional.empty();
        }
        PinkPallet pink = context.pink();
        // Mostly nothing is hidden, and what was encoded for the storage serves here too.
        Bytes body = shown.size() == all.size() ? encoded : EventRecord.encodeAll(shown, context.runtime());
        EventBlock.Context around = new EventBlock.Context(
                session.blockNumber(), session.callNonce(), session.entryContract(), session.callOrigin());
        EventBlock block = EventBlock.next(
                context.runtime(), pink.nextEventBlockNumber(), pink.lastEventBlockHash(), around, body);
        pink.setEventChainHead(block.number() + 1, block.hash());
        return Optional.of(block);
    }

    StackContext context() {
        return context;
    }

    Contracts contracts() {
        return new Contracts(context);
    }

    void genesis() {
        SystemItems.writeStorageVersions(context.state(), context.runtime());
    }

    /// Uploads code after a look at how large it would become in an interpreter.
    Result<H256, String> upload(AccountId origin, Bytes code, Determinism determinism) {
        try {
            WasmInfo info = WasmInfo.scan(code);
            if (info.interpreterMemory() > 4L * Contracts.MAX_CODE_LENGTH) {
                return new Result.Err<>("DecompressedCodeTooLarge");
            }
            return new Result.Ok<>(contracts().uploadCode(origin, code, determinism));
        } catch (WasmParseException e) {
            return new Result.Err<>("Invalid wasm: " + e.debug());
        } catch (DispatchException e) {
            return new Result.Err<>(e.error().in(context.runtime()).debug());
        }
    }

    H256 uploadSidevm(AccountId origin, Bytes code) throws DispatchException {
        H256 hash = new H256(Blake2b.hash256(code.unsafeArray()));
        PinkPallet pink = context.pink();
        U128 fee = pink.depositPerByte()
                .saturatingMultiply(U128.of(code.size() + 32L))
                .saturatingAdd(pink.depositPerItem());
        pink.pay(origin, fee);
        pink.putSidevmCode(hash, origin, code);
        return hash;
    }

    ContractResult call(AccountId contract, Bytes input, TransactionArguments wanted) {
        Determinism determinism =
                context.session().mode() == ExecutionMode.QUERY ? Determinism.RELAXED : Determinism.ENFORCED;
        ContractResult result = paid(wanted, args -> contracts().call(contract, input, args, determinism));
        logDebugMessage(contract, result);
        switch (result.result()) {
            case Result.Err<ExecReturn, DispatchError>(DispatchError error) ->
                log(contract, LEVEL_ERROR, "contract call failed: " + error.debug());
            case Result.Ok<ExecReturn, DispatchError>(ExecReturn output) -> {
                if (output.reverted()) {
                    log(contract, LEVEL_ERROR, "contract call reverted");
                }
            }
        }
        return result;
    }

    ContractResult instantiate(H256 codeHash, Bytes input, Bytes salt, TransactionArguments wanted) {
        AccountId address = Contracts.contractAddress(
                wanted.origin(), codeHash, context.pink().clusterId(), salt);
        ContractResult result = paid(wanted, args -> contracts().instantiate(codeHash, input, salt, args));
        logDebugMessage(address, result);
        switch (result.result()) {
            case Result.Err<ExecReturn, DispatchError>(DispatchError error) ->
                log(address, LEVEL_ERROR, "instantiate failed: " + error.debug());
            case Result.Ok<ExecReturn, DispatchError>(ExecReturn output) -> {
                if (output.reverted()) {
                    log(address, LEVEL_ERROR, "instantiate reverted");
                } else {
                    log(address, LEVEL_INFO, "instantiated");
                }
            }
        }
        return result;
    }

    private void logDebugMessage(AccountId contract, ContractResult result) {
        if (!result.debugMessage().isEmpty()) {
            log(contract, LEVEL_DEBUG, result.debugMessage().toUtf8());
        }
    }

    private void log(AccountId contract, int level, String message) {
        context.host().log(contract, level, message);
    }

    private interface Paid {
        ContractResult run(TransactionArguments args);
    }

    /// Clips the gas limit, mints the deposit, takes the price of the gas and gives back what was not used.
    private ContractResult paid(TransactionArguments wanted, Paid body) {
        TransactionArguments args = clipped(wanted);
        if (!args.deposit().isZero()) {
            context.balances().depositCreating(args.origin(), args.deposit());
        }
        PinkPallet pink = context.pink();
        if (args.gasFree()) {
            return coarse(body.run(args));
        }
        try {
            pink.pay(args.origin(), pink.fee(args.gasLimit()));
        } catch (DispatchException e) {
            return coarse(ContractResult.refused(notPaid(e.error()), context.runtime()));
        }
        ContractResult result = body.run(args);
        refund(args, result);
        return coarse(result);
    }

    /// Runtimes before 1.2 said only that the money does not suffice.
    private DispatchError notPaid(DispatchError error) {
        return context.runtime().atLeast(PinkRuntime.V1_2) ? error : new DispatchError.Other("InsufficientBalance");
    }

    /// Gives back the price of unused gas. A treasury that the call itself emptied cannot; Phala's worker stops there,
    /// here the caller loses the refund, and the log server is told.
    private void refund(TransactionArguments args, ContractResult result) {
        PinkPallet pink = context.pink();
        long unused = args.gasLimit() - result.gasConsumed().refTime();
        try {
            pink.refund(args.origin(), pink.fee(unused));
        } catch (DispatchException e) {
            log(
                    args.origin(),
                    LEVEL_ERROR,
                    "refund of " + unused + " gas failed: " + e.error().debug());
        }
    }

    private TransactionArguments clipped(TransactionArguments args) {
        long second = context.runtime().gasPerSecond();
        long most = context.session().mode() == ExecutionMode.QUERY ? second * 10 : second / 2;
        return new TransactionArguments(
                args.origin(),
                args.transfer(),
                Weight.minUnsigned(args.gasLimit(), most),
                args.gasFree(),
                args.storageDepositLimit(),
                args.deposit());
    }

    private ContractResult coarse(ContractResult result) {
        return context.session().mode().coarseGas()
                ? CoarseResult.of(result, context.pink().depositPerByte())
                : result;
    }
}
