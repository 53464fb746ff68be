package network.phala.pink.contracts;

import java.util.Optional;
import network.phala.pink.types.ContractError;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.PinkRuntime;
import network.phala.pink.types.Weight;
import network.phala.primitives.Bytes;

/// Storage of the running contract. Each function is charged as if the old value had the largest size; the difference
/// comes back once the real size is known.
final class StorageFunctions {
    private static final long FIXED_KEY = -1;

    private StorageFunctions() {}

    static void define(HostFunctions to) {
        to.define(
                "seal0",
                "set_storage",
                "iii",
                (run, args) -> set(run, args, key(args, 0, FIXED_KEY), args.u32(1), args.u32(2)));
        to.defineI32(
                "seal1",
                "set_storage",
                "iii",
                (run, args) -> set(run, args, key(args, 0, FIXED_KEY), args.u32(1), args.u32(2)));
        to.defineI32(
                "seal2",
                "set_storage",
                "iiii",
                (run, args) -> set(run, args, key(args, 0, args.u32(1)), args.u32(2), args.u32(3)));
        to.define("seal0", "clear_storage", "i", (run, args) -> clear(run, key(args, 0, FIXED_KEY)));
        to.defineI32("seal1", "clear_storage", "ii", (run, args) -> clear(run, key(args, 0, args.u32(1))));
        to.defineI32(
                "seal0",
                "get_storage",
                "iii",
                (run, args) -> get(run, args, key(args, 0, FIXED_KEY), args.u32(1), args.u32(2)));
        to.defineI32(
                "seal1",
                "get_storage",
                "iiii",
                (run, args) -> get(run, args, key(args, 0, args.u32(1)), args.u32(2), args.u32(3)));
        to.defineI32("seal0", "contains_storage", "i", (run, args) -> contains(run, key(args, 0, FIXED_KEY)));
        to.defineI32("seal1", "contains_storage", "ii", (run, args) -> contains(run, key(args, 0, args.u32(1))));
        to.defineI32("seal0", "take_storage", "iiii", (run, args) -> {
            KeyReader key = to.since(PinkRuntime.V1_1) ? key(args, 0, args.u32(1)) : keyOfAnyLength(args);
            return take(run, args, key, args.u32(2), args.u32(3));
        });
    }

    /// Reads the key; done after the charge.
    private interface KeyReader {
        StorageKey read() throws DispatchException;
    }

    private static KeyReader key(HostArguments args, int pointer, long length) {
        return () -> {
            if (length == FIXED_KEY) {
                return new StorageKey(true, args.read(args.u32(pointer), 32));
            }
            if (length > StorageKey.MAX_LENGTH) {
                throw ContractError.DECODING_FAILED.raise();
            }
            return new StorageKey(false, args.read(args.u32(pointer), length));
        };
    }

    /// In runtime 1.0 `take_storage` alone reads the key before it looks at its length.
    private static KeyReader keyOfAnyLength(HostArguments args) {
        return () -> {
            Bytes key = args.read(args.u32(0), args.u32(1));
            if (key.size() > StorageKey.MAX_LENGTH) {
                throw ContractError.DECODING_FAILED.raise();
            }
            return new StorageKey(false, key);
        };
    }

    private static long set(ContractRun run, HostArguments args, KeyReader key, long pointer, long length)
            throws DispatchException {
        Weight charged = run.weights().setStorage(length, run.maxValueLength());
        run.charge(charged);
        if (length > run.maxValueLength()) {
            throw ContractError.VALUE_TOO_LARGE.raise();
        }
        StorageKey at = key.read();
        Bytes value = args.read(pointer, length);
        Optional<Bytes> old = run.stack().setStorage(at, Optional.of(value));
        run.adjust(charged, run.weights().setStorage(length, size(old)));
        return lengthOrSentinel(old);
    }

    private static long clear(ContractRun run, KeyReader key) throws DispatchException {
        Weight charged = run.weights().clearStorage(run.maxValueLength());
        run.charge(charged);
        Optional<Bytes> old = run.stack().setStorage(key.read(), Optional.empty());
        run.adjust(charged, run.weights().clearStorage(size(old)));
        return lengthOrSentinel(old);
    }

    private static long get(ContractRun run, HostArguments args, KeyReader key, long out, long outLength)
            throws DispatchException {
        Weight charged = run.weights().getStorage(run.maxValueLength());
        run.charge(charged);
        Optional<Bytes> value = run.stack().getStorage(key.read());
        run.adjust(charged, run.weights().getStorage(size(value)));
        return output(args, value, out, outLength);
    }

    /// Settled at the price of clearing: an upstream quirk that is part of the gas.
    private static long contains(ContractRun run, KeyReader key) throws DispatchException {
        Weight charged = run.weights().containsStorage(run.maxValueLength());
        run.charge(charged);
        Optional<Bytes> value = run.stack().getStorage(key.read());
        run.adjust(charged, run.weights().clearStorage(size(value)));
        return lengthOrSentinel(value);
    }

    private static long take(ContractRun run, HostArguments args, KeyReader key, long out, long outLength)
            throws DispatchException {
        Weight charged = run.weights().takeStorage(run.maxValueLength());
        run.charge(charged);
        Optional<Bytes> old = run.stack().setStorage(key.read(), Optional.empty());
        run.adjust(charged, run.weights().takeStorage(size(old)));
        return output(args, old, out, outLength);
    }

    private static long output(HostArguments args, Optional<Bytes> value, long out, long outLength)
            throws DispatchException {
        if (value.isEmpty()) {
            return ReturnCode.KEY_NOT_FOUND;
        }
        args.writeOutput(out, outLength, value.get().unsafeArray(), HostArguments.CopyCharge.PAID);
        return ReturnCode.SUCCESS;
    }

    private static long size(Optional<Bytes> value) {
        return value.isPresent() ? value.get().size() : 0;
    }

    private static long lengthOrSentinel(Optional<Bytes> value) {
        return value.isPresent() ? value.get().size() : -1;
    }
}
