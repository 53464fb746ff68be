package network.phala.pink.contracts;

import network.phala.pink.types.ContractError;
import network.phala.pink.types.DispatchException;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;

/// Functions of old contracts. No cluster that began with runtime 1.2 can hold code that imports them.
final class DeprecatedFunctions {
    private static final int MAX_SUBJECT_LENGTH = 32;
    private static final int RANDOM_MATERIAL_LENGTH = 81;
    /// Nothing feeds the randomness pallet of a cluster, so its seed stays zero.
    private static final byte[] SEED = new byte[32];

    private DeprecatedFunctions() {}

    static void define(HostFunctions to) {
        to.defineDeprecated("seal0", "random", "iiii", (run, args) -> random(run, args, SEED));
        to.defineDeprecated("seal1", "random", "iiii", (run, args) -> {
            int since = Math.max(run.context().session().blockNumber() - RANDOM_MATERIAL_LENGTH, 0);
            return random(
                    run,
                    args,
                    Bytes.concat(Bytes.of(SEED), Bytes.wrap(ContextFunctions.u32(since)))
                            .toArray());
        });
        to.defineDeprecated("seal0", "tombstone_deposit", "ii", (run, args) -> balance(run, args, U128.ZERO));
        to.defineDeprecated("seal0", "rent_allowance", "ii", (run, args) -> balance(run, args, U128.MAX));
        to.defineDeprecated("seal0", "restore_to", "iiiiiiii", (run, _) -> nothing(run));
        to.defineDeprecated("seal1", "restore_to", "iiiii", (run, _) -> nothing(run));
        to.defineDeprecated("seal0", "set_rent_allowance", "ii", (run, _) -> nothing(run));
        to.defineDeprecated("seal1", "set_rent_allowance", "i", (run, _) -> nothing(run));
    }

    private static long random(ContractRun run, HostArguments args, byte[] output) throws DispatchException {
        run.charge(HostCost.RANDOM);
        if (args.u32(1) > MAX_SUBJECT_LENGTH) {
            throw ContractError.RANDOM_SUBJECT_TOO_LONG.raise();
        }
        args.readArray(args.u32(0), args.u32(1));
        args.writeOutput(args.u32(2), args.u32(3), output, HostArguments.CopyCharge.PAID);
        return 0;
    }

    private static long balance(ContractRun run, HostArguments args, U128 value) throws DispatchException {
        run.charge(HostCost.BALANCE);
        args.writeOutput(args.u32(0), args.u32(1), ContextFunctions.u128(value), HostArguments.CopyCharge.PAID);
        return 0;
    }

    private static long nothing(ContractRun run) throws DispatchException {
        run.charge(run.weights().debugMessage(0));
        return 0;
    }
}
