package network.phala.sidevm.ocall;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.phala.sidevm.resource.OcallException;
import network.phala.wasm.FuncType;
import network.phala.wasm.HostFunction;
import network.phala.wasm.HostTrap;
import network.phala.wasm.Instance;
import network.phala.wasm.Linker;
import network.phala.wasm.Trap;
import network.phala.wasm.ValueType;
import network.phala.wasm.WasmTrap;

/// The part of WASI preview 1 that programs get: arguments, clocks, lines on standard output and error, chance. All
/// other names of preview 1 are there and answer ENOSYS, so that any such module links.
final class Wasi {
    static final int SUCCESS = 0;
    static final int BADF = 8;
    static final int FAULT = 21;
    static final int INVAL = 28;
    static final int NOSYS = 52;
    static final int NOTSUP = 58;
    /// The original's own number for an address outside the memory.
    static final int MEMVIOLATION = 78;

    private static final int LINE_MAX = 1024;
    private static final int IOVECS_MAX = 1024;
    private static final long RANDOM_FUEL_PER_BYTE = 1_000_000 / Imports.GAS_PER_FUEL;

    /// Every function with its parameters: i for i32, I for i64. All but `proc_exit` give an error number.
    private static final Map<String, String> SIGNATURES = signatures("""
            args_get ii, args_sizes_get ii, clock_res_get ii, clock_time_get iIi, environ_get ii,
            environ_sizes_get ii, fd_advise iIIi, fd_allocate iII, fd_close i, fd_datasync i, fd_fdstat_get ii,
            fd_fdstat_set_flags ii, fd_fdstat_set_rights iII, fd_filestat_get ii, fd_filestat_set_size iI,
            fd_filestat_set_times iIIi, fd_pread iiiIi, fd_prestat_get ii, fd_prestat_dir_name iii, fd_pwrite iiiIi,
            fd_read iiii, fd_readdir iiiIi, fd_renumber ii, fd_seek iIii, fd_sync i, fd_tell ii, fd_write iiii,
            path_create_directory iii, path_filestat_get iiiii, path_filestat_set_times iiiiIIi, path_link iiiiiii,
            path_open iiiiiIIii, path_readlink iiiiii, path_remove_directory iii, path_rename iiiiii,
            path_symlink iiiii, path_unlink_file iii, poll_oneoff iiii, proc_exit i, proc_raise i, random_get ii,
            sched_yield -, sock_recv iiiiii, sock_send iiiii, sock_shutdown ii
            """);

    /// A program called `proc_exit`; that counts as a panic.
    static final class ProcExit extends HostTrap {
        private static final long serialVersionUID = 1L;

        ProcExit(int code) {
            super("WASI exited with code: " + code);
        }
    }

    private interface Call {
        int run(Guest guest, Instance<Guest> instance, long[] args) throws OcallException, Trap;
    }

    private Wasi() {}

    private static Map<String, String> signatures(String table) {
        Map<String, String> signatures = new TreeMap<>();
        for (String entry : table.split(",")) {
            String[] words = entry.strip().split(" ");
            signatures.put(words[0], words[1].replace("-", ""));
        }
        return signatures;
    }

    static void define(Linker<Guest> linker) {
        SIGNATURES.forEach((name, parameters) -> {
            FuncType type = FuncType.of(parameters
                    .chars()
                    .mapToObj(each -> each == 'i' ? ValueType.I32 : ValueType.I64)
                    .toArray(ValueType[]::new));
            boolean isExit = name.equals("proc_exit");
            linker.define(
                    "wasi_snapshot_preview1", name, isExit ? type : type.returning(ValueType.I32), function(name));
        });
    }

    private static HostFunction<Guest> function(String name) {
        return switch (name) {
            case "args_get" -> failing(MEMVIOLATION, Wasi::argsGet);
            case "args_sizes_get" -> failing(MEMVIOLATION, Wasi::argsSizesGet);
            case "clock_res_get" -> failing(FAULT, Wasi::clockResGet);
            case "clock_time_get" -> failing(FAULT, Wasi::clockTimeGet);
            case "environ_sizes_get" -> failing(FAULT, Wasi::environSizesGet);
            case "environ_get", "fd_advise", "sched_yield" -> (_, _, _) -> SUCCESS;
            case "fd_prestat_get" -> (_, _, _) -> BADF;
            case "fd_write" -> failing(FAULT, Wasi::fdWrite);
            case "random_get" -> failing(FAULT, Wasi::randomGet);
            case "proc_exit" ->
                (_, _, args) -> {
                    throw new ProcExit((int) args[0]);
                };
            default -> (_, _, _) -> NOSYS;
        };
    }

    /// An address outside the memory becomes this error number.
    private static HostFunction<Guest> failing(int error, Call call) {
        return (guest, instance, args) -> {
            try {
                return call.run(guest, instance, args);
            } catch (OcallException e) {
                return error;
            }
        };
    }

    private static byte[] littleEndian(long value, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (value >>> 8 * i);
        }
        return bytes;
    }

    private static List<byte[]> arguments(Guest guest) {
        List<byte[]> arguments = new ArrayList<>();
        for (String argument : guest.arguments()) {
            arguments.add((argument + "\0").getBytes(StandardCharsets.UTF_8));
        }
        return arguments;
    }

    private static int argsGet(Guest guest, Instance<Guest> instance, long[] args) throws OcallException {
        Memory memory = Memory.of(instance);
        long pointer = args[0];
        long text = args[1];
        for (byte[] argument : arguments(guest)) {
            memory.write(pointer, littleEndian(text, 4));
            memory.write(text, argument);
            pointer += 4;
            text += argument.length;
        }
        return SUCCESS;
    }

    private static int argsSizesGet(Guest guest, Instance<Guest> instance, long[] args) throws OcallException {
        Memory memory = Memory.of(instance);
        List<byte[]> arguments = arguments(guest);
        int size = arguments.stream().mapToInt(argument -> argument.length).sum();
        memory.write(args[0], littleEndian(arguments.size(), 4));
        memory.write(args[1], littleEndian(size, 4));
        return SUCCESS;
    }

    /// Clocks 0 (since 1970) and 1 (monotonic); those of processor time are not supported.
    private static int clockResGet(Guest guest, Instance<Guest> instance, long[] args) throws OcallException {
        if (args[0] == 2 || args[0] == 3) {
            return NOTSUP;
        }
        if (args[0] != 0 && args[0] != 1) {
            return INVAL;
        }
        Memory.of(instance).write(args[1], littleEndian(1, 8));
        return SUCCESS;
    }

    private static int clockTimeGet(Guest guest, Instance<Guest> instance, long[] args) throws OcallException {
        if (args[0] == 2 || args[0] == 3) {
            return NOTSUP;
        }
        if (args[0] != 0 && args[0] != 1) {
            return INVAL;
        }
        long now = args[0] == 0
                ? guest.host().nature().realtimeNanos()
                : guest.host().nature().monotonicNanos();
        Memory.of(instance).write(args[2], littleEndian(now, 8));
        return SUCCESS;
    }

    private static int environSizesGet(Guest guest, Instance<Guest> instance, long[] args) throws OcallException {
        Memory memory = Memory.of(instance);
        memory.write(args[0], new byte[4]);
        memory.write(args[1], new byte[4]);
        return SUCCESS;
    }

    /// Standard output is logged as information, standard error as errors.
    private static int fdWrite(Guest guest, Instance<Guest> instance, long[] args) throws OcallException, WasmTrap {
        if (args[0] != 1 && args[0] != 2) {
            return BADF;
        }
        long count = args[2] & 0xffffffffL;
        if (count > IOVECS_MAX) {
            return INVAL;
        }
        Memory memory = Memory.of(instance);
        long written = 0;
        for (long i = 0; i < count; i++) {
            byte[] iovec = memory.read((args[1] & 0xffffffffL) + 8 * i, 8);
            long address = number(iovec, 0);
            long length = number(iovec, 4);
            memory.check(address, length);
            byte[] line = memory.read(address, Math.min(length, LINE_MAX));
            instance.consumeFuel(500);
            guest.log(args[0] == 1 ? 3 : 1, new String(line, StandardCharsets.UTF_8).stripTrailing());
            written += length;
        }
        memory.write(args[3], littleEndian(written, 4));
        return SUCCESS;
    }

    private static long number(byte[] bytes, int offset) {
        long value = 0;
        for (int i = 3; i >= 0; i--) {
            value = value << 8 | Byte.toUnsignedLong(bytes[offset + i]);
        }
        return value;
    }

    private static int randomGet(Guest guest, Instance<Guest> instance, long[] args) throws OcallException, WasmTrap {
        long length = args[1] & 0xffffffffL;
        Memory memory = Memory.of(instance);
        memory.check(args[0], length);
        instance.consumeFuel(length * RANDOM_FUEL_PER_BYTE);
        byte[] random = new byte[(int) length];
        guest.host().nature().random(random);
        memory.write(args[0], random);
        return SUCCESS;
    }
}
