package network.phala.pink.contracts;

import network.phala.pink.types.ContractError;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.ExecReturn;
import network.phala.pink.types.Weight;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;

/// Calls of other contracts and code, instantiation, transfer and the end of a contract.
final class CallFunctions {
    private static final int FORWARD_INPUT = 1;
    private static final int CLONE_INPUT = 2;
    private static final int TAIL_CALL = 4;
    private static final int ALLOW_REENTRY = 8;
    private static final int ALL_FLAGS = 15;

    private CallFunctions() {}

    static void define(HostFunctions to) {
        to.defineI32("seal0", "transfer", "iiii", (run, args) -> transfer(run, args));
        to.defineI32("seal0", "call", "iiliiiiii", (run, args) -> {
            CallTerms terms = new CallTerms(ALLOW_REENTRY, args.u32(5), args.u32(6), args.u32(7), args.u32(8));
            return call(run, args, terms, args.u32(0), args.i64(2), args.u32(3));
        });
        to.defineI32("seal1", "call", "iiliiiii", (run, args) -> {
            CallTerms terms = new CallTerms(flags(args), args.u32(4), args.u32(5), args.u32(6), args.u32(7));
            return call(run, args, terms, args.u32(1), args.i64(2), args.u32(3));
        });
        to.defineI32("seal0", "delegate_call", "iiiiii", (run, args) -> delegateCall(run, args));
        to.defineI32(
                "seal0",
                "instantiate",
                "iiliiiiiiiiii",
                (run, args) -> instantiate(
                        run,
                        args,
                        new InstantiateTerms(
                                args.u32(0),
                                args.i64(2),
                                args.u32(3),
                                args.u32(5),
                                args.u32(6),
                                args.u32(7),
                                args.u32(8),
                                args.u32(9),
                                args.u32(10),
                                args.u32(11),
                                args.u32(12))));
        to.defineI32(
                "seal1",
                "instantiate",
                "iliiiiiiiii",
                (run, args) -> instantiate(
                        run,
                        args,
                        new InstantiateTerms(
                                args.u32(0),
                                args.i64(1),
                                args.u32(2),
                                args.u32(3),
                                args.u32(4),
                                args.u32(5),
                                args.u32(6),
                                args.u32(7),
                                args.u32(8),
                                args.u32(9),
                                args.u32(10))));
        to.define("seal0", "terminate", "ii", (run, args) -> terminate(run, args));
        to.define("seal1", "terminate", "i", (run, args) -> terminate(run, args));
        to.defineI32("seal0", "set_code_hash", "i", (run, args) -> setCodeHash(run, args));
    }

    /// What all calls have in common: flags, where the input is and where the output goes.
    private record CallTerms(int flags, long input, long inputLength, long output, long outputLength) {
        boolean has(int flag) {
            return (flags & flag) != 0;
        }
    }

    private static int flags(HostArguments args) throws DispatchException {
        long flags = args.u32(0);
        if ((flags & ~ALL_FLAGS) != 0) {
            throw ContractError.INVALID_CALL_FLAGS.raise();
        }
        return (int) flags;
    }

    private static long call(
            ContractRun run, HostArguments args, CallTerms terms, long callee, long gas, long valuePointer)
            throws DispatchException, GuestStop {
        run.charge(HostCost.CALL);
        Bytes input = input(run, args, terms);
        AccountId to = args.readAccount(callee);
        U128 value = args.readU128(valuePointer);
        if (!value.isZero()) {
            run.charge(HostCost.CALL_WITH_VALUE);
        }
        return finish(
                run,
                args,
                terms,
                () -> run.stack().call(Weight.of(gas, 0), to, value, input, terms.has(ALLOW_REENTRY)));
    }

    private static long delegateCall(ContractRun run, HostArguments args) throws DispatchException, GuestStop {
        CallTerms terms = new CallTerms(flags(args), args.u32(2), args.u32(3), args.u32(4), args.u32(5));
        run.charge(HostCost.DELEGATE_CALL);
        Bytes input = input(run, args, terms);
        if (terms.has(ALLOW_REENTRY)) {
            throw ContractError.INVALID_CALL_FLAGS.raise();
        }
        H256 code = args.readHash(args.u32(1));
        return finish(run, args, terms, () -> run.stack().delegateCall(code, input));
    }

    private static Bytes input(ContractRun run, HostArguments args, CallTerms terms) throws DispatchException {
        if (terms.has(CLONE_INPUT)) {
            Bytes input = run.input();
            run.charge(run.weights().inputCloned(input.size()));
            return input;
        }
        if (terms.has(FORWARD_INPUT)) {
            return run.takeInput();
        }
        run.charge(run.weights().copyFromContract(terms.inputLength));
        return args.read(terms.input, terms.inputLength);
    }

    private interface NestedCall {
        ExecReturn run() throws ExecException;
    }

    private static long finish(ContractRun run, HostArguments args, CallTerms terms, NestedCall call)
            throws DispatchException, GuestStop {
        ExecReturn output;
        try {
            output = call.run();
        } catch (ExecException e) {
            return ReturnCode.of(e);
        }
        if (terms.has(TAIL_CALL)) {
            throw new GuestStop.Returned(output.flags(), output.data());
        }
        writeOutput(run, args, terms.output, terms.outputLength, output);
        return ReturnCode.of(output);
    }

    private static void writeOutput(ContractRun run, HostArguments args, long out, long outLength, ExecReturn output)
            throws DispatchException {
        args.writeSkippable(
                out,
                outLength,
                output.data().unsafeArray(),
                length -> run.charge(run.weights().copyToContract(length)));
    }

    /// The pointers of an instantiation.
    private record InstantiateTerms(
            long code,
            long gas,
            long value,
            long input,
            long inputLength,
            long address,
            long addressLength,
            long output,
            long outputLength,
            long salt,
            long saltLength) {}

    private static long instantiate(ContractRun run, HostArguments args, InstantiateTerms terms)
            throws DispatchException {
        run.charge(run.weights().instantiate(terms.inputLength, terms.saltLength));
        U128 value = args.readU128(terms.value);
        if (!value.isZero()) {
            run.charge(HostCost.INSTANTIATE_WITH_VALUE);
        }
        H256 code = args.readHash(terms.code);
        Bytes input = args.read(terms.input, terms.inputLength);
        Bytes salt = args.read(terms.salt, terms.saltLength);
        ExecStack.Instantiated made;
        try {
            made = run.stack().instantiate(Weight.of(terms.gas, 0), code, value, input, salt);
        } catch (ExecException e) {
            return ReturnCode.of(e);
        }
        if (!made.output().reverted()) {
            args.writeSkippable(
                    terms.address,
                    terms.addressLength,
                    made.account().value().unsafeArray(),
                    HostArguments.CopyCharge.PAID);
        }
        writeOutput(run, args, terms.output, terms.outputLength, made.output());
        return ReturnCode.of(made.output());
    }

    private static long transfer(ContractRun run, HostArguments args) throws DispatchException {
        run.charge(HostCost.TRANSFER);
        AccountId to = args.readAccount(args.u32(0));
        U128 value = args.readU128(args.u32(2));
        try {
            run.stack().transfer(to, value);
            return ReturnCode.SUCCESS;
        } catch (DispatchException e) {
            return ReturnCode.of(e.error());
        }
    }

    private static long terminate(ContractRun run, HostArguments args) throws DispatchException, GuestStop {
        run.charge(HostCost.TERMINATE);
        run.stack().terminate(args.readAccount(args.u32(0)));
        throw new GuestStop.Terminated();
    }

    private static long setCodeHash(ContractRun run, HostArguments args) throws DispatchException {
        run.charge(HostCost.SET_CODE_HASH);
        H256 code = args.readHash(args.u32(0));
        try {
            run.stack().setCodeHash(code);
            return ReturnCode.SUCCESS;
        } catch (DispatchException e) {
            return ReturnCode.of(e.error());
        }
    }
}
