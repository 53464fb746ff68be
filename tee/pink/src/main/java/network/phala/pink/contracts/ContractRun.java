package network.phala.pink.contracts;

import network.phala.pink.ExecutionMode;
import network.phala.pink.types.ContractError;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.ExecReturn;
import network.phala.pink.types.Weight;
import network.phala.primitives.Bytes;
import network.phala.wasm.Instance;
import network.phala.wasm.Trap;
import network.phala.wasm.TrapCode;
import network.phala.wasm.WasmTrap;
import org.jspecify.annotations.Nullable;

/// One run of contract code in a frame: the instance, its input, and the two coupled meters.
///
/// The engine counts fuel, the frame's meter gas; 1 fuel is 8000 units of reference time. Around every host
/// function the two are brought together ([#invoke]). Follows polkadot-sdk
/// substrate/frame/contracts/src/wasm/mod.rs (execute) and the gas synchronisation of its proc-macro.
final class ContractRun {
    private final ExecStack stack;
    private final GasMeter gas;
    private final boolean fueled;
    private long fuelGranted;
    private @Nullable Bytes input;

    private ContractRun(ExecStack stack, Bytes input) {
        this.stack = stack;
        this.fueled = stack.context().pallet().metering() instanceof Metering.EngineFuel;
        this.gas = stack.top().gas;
        this.input = input;
    }

    /// Runs an entry point of the top frame's code.
    static ExecReturn execute(ExecStack stack, Executable executable, Frame.EntryPoint entry, Bytes input)
            throws DispatchException {
        ContractCode code = stack.shelf().compiled(executable.codeHash());
        if (entry == Frame.EntryPoint.CONSTRUCTOR && code.usesDeprecated()) {
            throw ContractError.CODE_REJECTED.raise();
        }
        ContractRun run = new ContractRun(stack, input);
        try (Instance<ContractRun> instance = code.module().instantiate(run)) {
            stack.top().memory = instance.memory();
            return run.execute(instance, code, executable, entry);
        }
    }

    private ExecReturn execute(
            Instance<ContractRun> instance, ContractCode code, Executable executable, Frame.EntryPoint entry)
            throws DispatchException {
        fuelGranted = fueled ? Long.divideUnsigned(gas.left().refTime(), GasMeter.REF_TIME_PER_FUEL) : Long.MAX_VALUE;
        if (stack.context().session().mode() != ExecutionMode.TRANSACTION) {
            instance.stopWhen(stack.context().host()::isUnwanted);
        }
        instance.setFuel(fuelGranted);
        if (entry == Frame.EntryPoint.CONSTRUCTOR) {
            stack.shelf().addUser(executable.codeHash());
        }
        @Nullable Trap end = null;
        boolean rejected = false;
        try {
            instance.start();
            if (code.returnsValue(entry)) {
                rejected = true; // the pallet calls entry points as () -> ()
            } else {
                instance.invoke(entry.export());
            }
        } catch (Trap e) {
            end = e;
        }
        if (fueled) {
            gas.chargeFuel(fuelConsumed(instance));
        }
        if (rejected) {
            throw ContractError.CODE_REJECTED.raise();
        }
        return result(end);
    }

    private static ExecReturn result(@Nullable Trap end) throws DispatchException {
        return switch (end) {
            case null -> ExecReturn.NOTHING;
            case GuestStop.Terminated _ -> ExecReturn.NOTHING;
            case GuestStop.Refused refused -> throw new DispatchException(refused.error);
            case GuestStop.Returned returned -> {
                if ((returned.flags & ~ExecReturn.REVERT) != 0) {
                    throw ContractError.INVALID_CALL_FLAGS.raise();
                }
                yield new ExecReturn(returned.flags, returned.data);
            }
            case WasmTrap trap when trap.code() == TrapCode.OUT_OF_FUEL -> throw ContractError.OUT_OF_GAS.raise();
            case Trap _ -> throw ContractError.CONTRACT_TRAPPED.raise();
        };
    }

    private long fuelConsumed(Instance<ContractRun> instance) {
        return fuelGranted - instance.fuel();
    }

    /// Runs a host function: charges the engine's fuel first, and afterwards takes what the function cost
    /// from the engine as well. That this is charged again at the next synchronisation is Phala's
    /// behaviour, and part of the gas.
    long invoke(Instance<ContractRun> instance, long[] args, HostBody body) throws Trap {
        try {
            gas.chargeFuel(fuelConsumed(instance));
        } catch (DispatchException e) {
            throw new GuestStop.Refused(e);
        }
        long before = gas.left().refTime();
        long result = 0;
        @Nullable Trap failure = null;
        try {
            result = body.run(this, new HostArguments(args, instance.memory()));
        } catch (DispatchException e) {
            failure = new GuestStop.Refused(e);
        } catch (Trap e) {
            failure = e;
        }
        long cost = Weight.saturatingSubtract(before, gas.left().refTime());
        long fuel = Long.divideUnsigned(cost, GasMeter.REF_TIME_PER_FUEL);
        if (fuel > instance.fuel()) {
            throw new GuestStop.Refused(ContractError.OUT_OF_GAS.raise());
        }
        instance.setFuel(instance.fuel() - fuel);
        if (failure != null) {
            throw failure;
        }
        return result;
    }

    /// Runs a host function where the code itself counts the gas of its instructions.
    long invokeUnsynchronized(Instance<ContractRun> instance, long[] args, HostBody body) throws Trap {
        try {
            return body.run(this, new HostArguments(args, instance.memory()));
        } catch (DispatchException e) {
            throw new GuestStop.Refused(e);
        }
    }

    HostWeights weights() {
        return stack.context().weights();
    }

    void charge(HostCost cost) throws DispatchException {
        gas.charge(weights().of(cost));
    }

    ExecStack stack() {
        return stack;
    }

    StackContext context() {
        return stack.context();
    }

    /// Largest value, and largest event (schedule limit `payload_len`).
    long maxValueLength() {
        return stack.context().runtime().maxValueLength();
    }

    Weight gasLeft() {
        return gas.left();
    }

    void charge(Weight weight) throws DispatchException {
        gas.charge(weight);
    }

    void adjust(Weight charged, Weight actual) {
        gas.adjust(charged, actual);
    }

    /// The input of this run.
    Bytes input() throws DispatchException {
        if (input == null) {
            throw ContractError.INPUT_FORWARDED.raise();
        }
        return input;
    }

    /// The input, which is gone for this run from now on.
    Bytes takeInput() throws DispatchException {
        Bytes taken = input();
        input = null;
        return taken;
    }
}
