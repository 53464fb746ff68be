package network.phala.pink.contracts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.pink.ExecutionMode;
import network.phala.pink.state.Preservation;
import network.phala.pink.state.SessionState;
import network.phala.pink.types.CallOrigin;
import network.phala.pink.types.ContractError;
import network.phala.pink.types.ContractsEvent;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.ExecReturn;
import network.phala.pink.types.PinkRuntime;
import network.phala.pink.types.Weight;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import org.jspecify.annotations.Nullable;

/// The frames of one call or instantiation from outside, from the first contract down to the running one.
///
/// Each frame is a storage transaction: an error or a revert undoes everything it did, only gas stays spent. At most
/// 6 frames. Follows polkadot-sdk substrate/frame/contracts/src/exec.rs, Stack.
final class ExecStack {
    /// Frames below the first one.
    private static final int MAX_NESTED_FRAMES = 5;

    /// The Java stack and the input of a frame: a few kilobytes as a rule, 2 MiB at the limits.
    private static final long FRAME_BYTES = 256 << 10;

    private final StackContext context;
    private final ContractStore store;
    private final CodeShelf shelf;
    private final Deposits deposits;
    private final AccountId origin;
    private final Determinism determinism;
    private final GasMeter rootGas;
    private final StorageMeter rootStorage;
    private final DebugBuffer debug;
    private final List<Frame> frames = new ArrayList<>();
    private @Nullable Long nonce;

    /// The meters and the debug buffer of the whole stack.
    record Meters(GasMeter gas, StorageMeter storage, DebugBuffer debug) {}

    ExecStack(StackContext context, AccountId origin, Determinism determinism, Meters meters) {
        this.context = context;
        this.store = new ContractStore(context.state());
        this.shelf = CodeShelf.of(context, store);
        this.deposits = Deposits.of(context);
        this.origin = origin;
        this.determinism = determinism;
        this.rootGas = meters.gas;
        this.rootStorage = meters.storage;
        this.debug = meters.debug;
        if (context.session().mode() != ExecutionMode.TRANSACTION) {
            context.host().holds(this::heldBytes);
        }
    }

    /// What a finished instantiation gives.
    record Instantiated(AccountId account, ExecReturn output) {}

    /// Calls a contract from outside.
    ExecReturn runCall(AccountId to, U128 value, Bytes input) throws ExecException {
        try {
            ContractInfo info = store.contract(to).orElseThrow(ContractError.CONTRACT_NOT_FOUND::raise);
            Executable executable = shelf.load(info.codeHash(), rootGas);
            Frame.Args args = new Frame.Args(to, info, Frame.EntryPoint.CALL, value, null);
            push(args, executable, Weight.ZERO);
            return run(executable, input);
        } catch (DispatchException e) {
            throw ExecException.inCaller(e);
        }
    }

    /// Instantiates a contract from outside.
    Instantiated runInstantiate(Executable executable, U128 value, Bytes input, Bytes salt) throws ExecException {
        try {
            long next = store.nonce() + 1;
            Frame.Args args = instantiateArgs(origin, executable, value, salt, next);
            push(args, executable, Weight.ZERO);
            nonce = next;
            return new Instantiated(args.account(), run(executable, input));
        } catch (DispatchException e) {
            throw ExecException.inCaller(e);
        }
    }

    private Frame.Args instantiateArgs(
            AccountId deployer, Executable executable, U128 value, Bytes salt, long instantiationNonce)
            throws DispatchException {
        AccountId account = Contracts.contractAddress(
                deployer, executable.codeHash(), context.pink().clusterId(), salt);
        if (store.isContract(account)) {
            throw ContractError.DUPLICATE_CONTRACT.raise();
        }
        ContractInfo info = ContractInfo.create(
                account,
                instantiationNonce,
                executable.codeHash(),
                context.pallet().hasDepositAccounts() ? Optional.of(DepositAccounts.of(account)) : Optional.empty());
        return new Frame.Args(account, info, Frame.EntryPoint.CONSTRUCTOR, value, null);
    }

    private void push(Frame.Args args, Executable executable, Weight gasLimit) throws DispatchException {
        boolean mayRun = executable.deterministic()
                || determinism == Determinism.RELAXED && args.entryPoint() == Frame.EntryPoint.CALL;
        if (!mayRun) {
            throw ContractError.INDETERMINISTIC.raise();
        }
        GasMeter parentGas = frames.isEmpty() ? rootGas : top().gas;
        StorageMeter parentStorage = frames.isEmpty() ? rootStorage : top().storage;
        frames.add(new Frame(args, parentGas.nested(gasLimit), parentStorage.nested()));
    }

    /// Makes room for a nested frame: the running contract's info must be seen by whoever reads it from storage.
    private void beforeNested() throws DispatchException {
        if (frames.size() > MAX_NESTED_FRAMES) {
            throw ContractError.MAX_CALL_DEPTH_REACHED.raise();
        }
        Frame frame = top();
        if (frame.entryPoint == Frame.EntryPoint.CALL) {
            frame.cachedInfo().ifPresent(info -> store.putContract(frame.account, info));
        }
    }

    private ExecReturn run(Executable executable, Bytes input) throws ExecException {
        SessionState.Checkpoint before = context.state().checkpoint();
        boolean kept = false;
        try {
            ExecReturn output = runTop(executable, input);
            kept = !output.reverted();
            return output;
        } catch (DispatchException e) {
            throw ExecException.inCaller(e);
        } finally {
            if (!kept) {
                context.state().rollback(before);
            }
            pop(kept);
        }
    }

    private ExecReturn runTop(Executable executable, Bytes input) throws ExecException, DispatchException {
        Frame frame = top();
        if (frame.entryPoint == Frame.EntryPoint.CONSTRUCTOR) {
            deposits.chargeInstantiate(origin, frame, store);
        }
        if (frame.delegateCaller == null) {
            transferValue(caller(), frame.account, frame.value);
        }
        ExecReturn output;
        try {
            output = ContractRun.execute(this, executable, frame.entryPoint, input);
        } catch (DispatchException e) {
            throw new ExecException(e.error(), true);
        }
        if (!output.reverted()) {
            finish(frame, executable);
        }
        return output;
    }

    private void finish(Frame frame, Executable executable) throws DispatchException {
        if (frames.size() == 1) {
            ContractInfo checked =
                    frame.storage.enforceLimit(frame.currentInfo(store).orElse(null));
            if (checked != null) {
                frame.setInfo(checked);
            }
        }
        H256 accountTopic = SessionState.topic(frame.account);
        if (frame.entryPoint == Frame.EntryPoint.CONSTRUCTOR) {
            if (frame.terminated()) {
                throw ContractError.TERMINATED_IN_CONSTRUCTOR.raise();
            }
            context.state()
                    .deposit(
                            new ContractsEvent.Instantiated(caller(), frame.account),
                            SessionState.topic(caller()),
                            accountTopic);
        } else if (frame.delegateCaller != null) {
            context.state()
                    .deposit(
                            new ContractsEvent.DelegateCalled(frame.account, executable.codeHash()),
                            accountTopic,
                            SessionState.topic(executable.codeHash().toBytes()));
        } else {
            H256 callerTopic = context.runtime().atLeast(PinkRuntime.V1_1)
                    ? SessionState.topic(Bytes.concat(Bytes.of((byte) 1), caller().toBytes()))
                    : SessionState.topic(caller());
            context.state()
                    .deposit(
                            new ContractsEvent.Called(new CallOrigin.Signed(caller()), frame.account),
                            callerTopic,
                            accountTopic);
        }
    }

    private void pop(boolean kept) {
        Frame frame = frames.removeLast();
        if (!kept && frame.entryPoint == Frame.EntryPoint.CONSTRUCTOR && nonce != null) {
            nonce = nonce - 1;
        }
        if (frames.isEmpty()) {
            popFirst(frame, kept);
            return;
        }
        Frame parent = top();
        parent.gas.absorb(frame.gas);
        if (!kept) {
            return;
        }
        ContractInfo info = parent.storage.absorb(
                frame.storage, frame.account, frame.currentInfo(store).orElse(null));
        if (info == null) {
            return;
        }
        if (parent.account.equals(frame.account)) {
            parent.setInfo(info);
            return;
        }
        store.putContract(frame.account, info);
        // The first stale copy further up is enough: it invalidates the next one when it is popped itself.
        for (int i = frames.size() - 2; i >= 0; i--) {
            if (frames.get(i).account.equals(frame.account)) {
                frames.get(i).invalidateInfo();
                break;
            }
        }
    }

    private void popFirst(Frame frame, boolean kept) {
        rootGas.absorb(frame.gas);
        if (!kept) {
            return;
        }
        ContractInfo info = rootStorage.absorb(
                frame.storage, frame.account, frame.cachedInfo().orElse(null));
        if (info != null) {
            store.putContract(frame.account, info);
        }
        if (nonce != null) {
            store.setNonce(nonce);
        }
    }

    private void transferValue(AccountId from, AccountId to, U128 value) throws DispatchException {
        if (value.isZero() || from.equals(to)) {
            return;
        }
        try {
            context.balances().transfer(from, to, value, Preservation.PRESERVE);
        } catch (DispatchException _) {
            throw ContractError.TRANSFER_FAILED.raise();
        }
    }

    private boolean onStack(AccountId account, int framesBelowTop) {
        for (int i = frames.size() - 1 - framesBelowTop; i >= 0; i--) {
            if (frames.get(i).account.equals(account)) {
                return true;
            }
        }
        return false;
    }

    private boolean allowsReentry(AccountId account) {
        for (Frame frame : frames) {
            if (!frame.allowsReentry && frame.account.equals(account)) {
                return false;
            }
        }
        return true;
    }

    // ----- what the running contract may do -----

    Frame top() {
        return frames.getLast();
    }

    /// What all of this holds in memory, about, in bytes.
    private long heldBytes() {
        long bytes = context.state().growth().bytes();
        for (Frame frame : frames) {
            bytes += FRAME_BYTES + (frame.memory == null ? 0 : frame.memory.size());
        }
        return bytes;
    }

    StackContext context() {
        return context;
    }

    ContractStore store() {
        return store;
    }

    CodeShelf shelf() {
        return shelf;
    }

    DebugBuffer debug() {
        return debug;
    }

    /// Calls another contract, or this one again when re-entry is allowed.
    ExecReturn call(Weight gasLimit, AccountId to, U128 value, Bytes input, boolean allowReentry) throws ExecException {
        Frame caller = top();
        caller.allowsReentry = allowReentry;
        try {
            if (!allowsReentry(to)) {
                throw ContractError.REENTRANCE_DENIED.raise();
            }
            Optional<ContractInfo> cached = cachedInfo(to);
            beforeNested();
            ContractInfo info = cached.isPresent()
                    ? cached.get()
                    : store.contract(to).orElseThrow(ContractError.CONTRACT_NOT_FOUND::raise);
            Executable executable = shelf.load(info.codeHash(), caller.gas);
            push(new Frame.Args(to, info, Frame.EntryPoint.CALL, value, null), executable, gasLimit);
            return run(executable, input);
        } catch (DispatchException e) {
            throw ExecException.inCaller(e);
        } finally {
            caller.allowsReentry = true;
        }
    }

    /// The info of a contract that is already on the stack; constructors do not count, they cannot be called.
    private Optional<ContractInfo> cachedInfo(AccountId account) {
        for (Frame frame : frames.reversed()) {
            if (frame.entryPoint == Frame.EntryPoint.CALL && frame.account.equals(account)) {
                return frame.cachedInfo();
            }
        }
        return Optional.empty();
    }

    /// Runs other code on the running contract's account, storage and value.
    ExecReturn delegateCall(H256 codeHash, Bytes input) throws ExecException {
        try {
            Frame frame = top();
            Executable executable = shelf.load(codeHash, frame.gas);
            ContractInfo info = frame.info(store);
            Frame.Args args = new Frame.Args(frame.account, info, Frame.EntryPoint.CALL, frame.value, caller());
            beforeNested();
            push(args, executable, Weight.ZERO);
            return run(executable, input);
        } catch (DispatchException e) {
            throw ExecException.inCaller(e);
        }
    }

    /// Makes a new contract.
    Instantiated instantiate(Weight gasLimit, H256 codeHash, U128 value, Bytes input, Bytes salt) throws ExecException {
        try {
            Frame frame = top();
            Executable executable = shelf.load(codeHash, frame.gas);
            long next = nonce() + 1;
            nonce = next;
            beforeNested();
            Frame.Args args = instantiateArgs(frame.account, executable, value, salt, next);
            push(args, executable, gasLimit);
            return new Instantiated(args.account(), run(executable, input));
        } catch (DispatchException e) {
            throw ExecException.inCaller(e);
        }
    }

    /// Removes the running contract. Its balance goes to the beneficiary when the stack ends.
    void terminate(AccountId beneficiary) throws DispatchException {
        Frame frame = top();
        if (onStack(frame.account, 1)) {
            throw ContractError.TERMINATED_WHILE_REENTRANT.raise();
        }
        ContractInfo info = frame.terminate(store);
        deposits.terminate(frame, info, beneficiary);
        if (context.pallet().hasBoundedDeletionQueue()) {
            store.queueBounded(info.trieId());
        } else {
            store.queueForDeletion(info.trieId());
        }
        store.removeContract(frame.account);
        shelf.removeUser(info.codeHash());
        context.state()
                .deposit(
                        new ContractsEvent.Terminated(frame.account, beneficiary),
                        SessionState.topic(frame.account),
                        SessionState.topic(beneficiary));
    }

    void transfer(AccountId to, U128 value) throws DispatchException {
        transferValue(top().account, to, value);
    }

    Optional<Bytes> getStorage(StorageKey key) {
        return context.state().childGet(top().info(store).trieId(), key.hashed());
    }

    /// Writes or, with an empty value, removes an item and gives what was there before.
    Optional<Bytes> setStorage(StorageKey key, Optional<Bytes> value) throws DispatchException {
        Frame frame = top();
        Bytes trieId = frame.info(store).trieId();
        Bytes hashed = key.hashed();
        Optional<Bytes> old = context.state().childGet(trieId, hashed);
        int oldLength = old.map(Bytes::size).orElse(0);
        int newLength = value.map(Bytes::size).orElse(0);
        int added = old.isEmpty() && value.isPresent() ? 1 : 0;
        int removed = old.isPresent() && value.isEmpty() ? 1 : 0;
        context.state().growth().addStorage(added - removed, (long) newLength - oldLength);
        frame.storage.charge(new StorageDiff(
                Math.max(newLength - oldLength, 0), Math.max(oldLength - newLength, 0), added, removed));
        if (value.isPresent()) {
            context.state().childPut(trieId, hashed, value.get());
        } else {
            context.state().childRemove(trieId, hashed);
        }
        return old;
    }

    /// Who called the running contract; for delegated code who called the delegating contract.
    AccountId caller() {
        Frame frame = top();
        if (frame.delegateCaller != null) {
            return frame.delegateCaller;
        }
        return frames.size() > 1 ? frames.get(frames.size() - 2).account : origin;
    }

    boolean callerIsOrigin() {
        return origin.equals(caller());
    }

    H256 ownCodeHash() {
        return top().info(store).codeHash();
    }

    /// How many contracts were instantiated so far.
    long nonce() {
        if (nonce == null) {
            nonce = store.nonce();
        }
        return nonce;
    }

    /// Gives the running contract other code.
    void setCodeHash(H256 codeHash) throws DispatchException {
        Frame frame = top();
        if (!shelf.load(codeHash, frame.gas).deterministic()) {
            throw ContractError.INDETERMINISTIC.raise();
        }
        ContractInfo info = frame.info(store);
        H256 previous = info.codeHash();
        ContractInfo changed = deposits.withCode(frame, info, codeHash);
        shelf.addUser(codeHash);
        shelf.removeUser(previous);
        frame.setInfo(changed);
        context.state()
                .deposit(
                        new ContractsEvent.ContractCodeUpdated(frame.account, codeHash, previous),
                        SessionState.topic(frame.account),
                        codeHash,
                        previous);
    }
}
