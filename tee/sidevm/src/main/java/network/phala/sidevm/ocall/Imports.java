package network.phala.sidevm.ocall;

import java.util.Collections;
import network.phala.primitives.Bytes;
import network.phala.sidevm.resource.OcallException;
import network.phala.wasm.FuncType;
import network.phala.wasm.Instance;
import network.phala.wasm.Linker;
import network.phala.wasm.ValueType;
import network.phala.wasm.WasmTrap;

/// What a program may import.
///
/// Both ocall functions take the task, the call's number and four numbers. The result's upper half says whether the
/// lower half is a value (0) or an error (1). `sidevm_ocall_fast_return` is for calls whose result is a number;
/// `sidevm_ocall` for those with more, which gives the length of a result that call 0 then fetches.
public final class Imports {
    /// Gas is the unit of deployments and of the original's costs, which are 20 for the simplest instructions, 30 to 80
    /// for those on memory and variables and 685 for a call; one unit of fuel is one instruction.
    public static final long GAS_PER_FUEL = 40;

    private static final long OCALL_FUEL = 500;
    private static final long ERROR = 1L << 32;

    private Imports() {}

    /// A linker for programs whose memory may grow to this many pages.
    public static Linker<Guest> linker(int memoryPagesMax) {
        Linker<Guest> linker = new Linker<>(Integer.toUnsignedLong(memoryPagesMax));
        FuncType ocall = FuncType.of(Collections.nCopies(6, ValueType.I32).toArray(ValueType[]::new))
                .returning(ValueType.I64);
        linker.define("env", "sidevm_ocall_fast_return", ocall, (guest, instance, args) -> fast(guest, instance, args));
        linker.define("env", "sidevm_ocall", ocall, (guest, instance, args) -> slow(guest, instance, args));
        Wasi.define(linker);
        return linker;
    }

    private static long fast(Guest guest, Instance<Guest> instance, long[] args) throws WasmTrap {
        instance.consumeFuel(OCALL_FUEL);
        Ocalls calls = new Ocalls(guest, instance, (int) args[0], args);
        try {
            long value = Integer.toUnsignedLong(calls.fast((int) args[1]));
            guest.trace(() -> OcallTrace.line(args, value));
            return value;
        } catch (OcallException e) {
            guest.trace(() -> OcallTrace.line(args, e.error()));
            return ERROR | e.error().code();
        }
    }

    private static long slow(Guest guest, Instance<Guest> instance, long[] args) throws WasmTrap {
        instance.consumeFuel(OCALL_FUEL);
        Ocalls calls = new Ocalls(guest, instance, (int) args[0], args);
        try {
            Bytes result = calls.slow((int) args[1]);
            guest.stash(result);
            guest.trace(() -> OcallTrace.line(args, result.size()));
            return result.size();
        } catch (OcallException e) {
            guest.trace(() -> OcallTrace.line(args, e.error()));
            return ERROR | e.error().code();
        }
    }
}
