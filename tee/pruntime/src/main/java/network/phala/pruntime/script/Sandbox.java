package network.phala.pruntime.script;

import io.roastedroot.quickjs4j.core.JavyPluginModule;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import network.phala.primitives.Bytes;
import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.WasmRuntimeException;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.ValType;

/// One QuickJS in its own WebAssembly memory. It has no files, no environment and no clock but the wall's;
/// all else goes through [Calls]. For one thread, and for one evaluation: afterwards it is thrown away.
final class Sandbox {
    private static final String WASI = "wasi_snapshot_preview1";
    private static final ValType I = ValType.I32;
    private static final ValType L = ValType.I64;
    private static final int BAD_FILE = 8;
    private static final int PRINTED_MAX = 64 << 10;
    private static final int COMPLAINTS_MAX = 4 << 10;
    private static final int STANDARD_ERROR = 2;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Instance instance;
    private final Calls calls;
    private int printed;
    private final StringBuilder complaints = new StringBuilder();

    /// What the guest asks the host.
    interface Calls {
        /// @param arguments JSON
        /// @return JSON
        String call(String function, String arguments);

        void print(String text);
    }

    /// @param pagesMax of 64 KiB
    Sandbox(int pagesMax, Calls calls) {
        this.calls = calls;
        this.instance = Instance.builder(JavyPluginModule.load())
                .withMemoryFactory(limits -> new ByteArrayMemory(new MemoryLimits(limits.initialPages(), pagesMax)))
                .withMachineFactory(JavyPluginModule::create)
                .withImportValues(ImportValues.builder()
                        .addFunction(imports().toArray(HostFunction[]::new))
                        .build())
                .build();
    }

    /// Everything that changes in an engine: its memory and its globals.
    record Image(Bytes memory, List<Long> globals) {}

    Image image() {
        Memory memory = instance.memory();
        List<Long> globals = new ArrayList<>();
        for (int i = 0; i < instance.globalCount(); i++) {
            globals.add(instance.global(i).getValue());
        }
        int size = memory.pages() * Memory.PAGE_SIZE;
        return new Image(Bytes.wrap(memory.readBytes(0, size)), List.copyOf(globals));
    }

    /// Puts this fresh engine into the state of another.
    void restore(Image image) {
        Memory memory = instance.memory();
        int missing = image.memory().size() / Memory.PAGE_SIZE - memory.pages();
        if (missing > 0 && memory.grow(missing) < 0) {
            throw new IllegalStateException("The image of " + image.memory().size() + " bytes does not fit");
        }
        byte[] bytes = image.memory().unsafeArray();
        memory.write(0, bytes, 0, bytes.length);
        for (int i = 0; i < image.globals().size(); i++) {
            if (instance.global(i).getValue() != image.globals().get(i)) {
                instance.global(i).setValue(image.globals().get(i));
            }
        }
    }

    long memoryBytes() {
        return (long) instance.memory().pages() * Memory.PAGE_SIZE;
    }

    /// What the engine said of errors: its standard error, cut.
    StringBuilder complaints() {
        return complaints;
    }

    void initialize() {
        instance.export("initialize_runtime").apply();
    }

    /// Compiled code in the engine's memory.
    record Code(int address, int size) {}

    /// Compiles in an engine of its own, since an engine compiles only once.
    static Bytes compiled(String source) {
        StringBuilder said = new StringBuilder();
        Sandbox sandbox = new Sandbox(ScriptEngine.PAGES_MAX, new Silent(said));
        sandbox.initialize();
        try {
            Code text = sandbox.load(Bytes.ofUtf8(source));
            Memory memory = sandbox.instance.memory();
            int result = (int) sandbox.instance.export("compile-src").apply(text.address(), text.size())[0];
            Bytes answer = Bytes.wrap(memory.readBytes(memory.readInt(result + 4), memory.readInt(result + 8)));
            if (memory.readInt(result) != 0) {
                throw new IllegalStateException("does not compile: " + answer.toUtf8());
            }
            return answer;
        } catch (WasmRuntimeException e) {
            throw new IllegalStateException("does not compile: " + said, e);
        }
    }

    /// What an engine has that only compiles.
    record Silent(StringBuilder said) implements Calls {
        @Override
        public String call(String function, String arguments) {
            throw new IllegalStateException("no host function " + function + " here");
        }

        @Override
        public void print(String text) {
            said.append(text);
        }
    }

    /// Puts bytes into the engine's memory.
    Code load(Bytes bytes) {
        int at = allocate(bytes.size());
        instance.memory().write(at, bytes.unsafeArray(), 0, bytes.size());
        return new Code(at, bytes.size());
    }

    /// Runs code and then the jobs it left in the queue.
    void run(Code code) {
        instance.export("invoke").apply(code.address(), code.size(), 0, 0, 0);
    }

    private int allocate(int size) {
        return (int) instance.export("cabi_realloc").apply(0, 0, 1, size)[0];
    }

    private List<HostFunction> imports() {
        List<HostFunction> functions = new ArrayList<>();
        functions.add(new HostFunction(
                "endive", "invoke", FunctionType.of(List.of(I, I, I, I, I, I), List.of(I)), this::invoke));
        add(functions, "random_get", List.of(I, I), this::random);
        add(functions, "environ_get", List.of(I, I), _ -> 0);
        add(functions, "environ_sizes_get", List.of(I, I), this::noEnvironment);
        add(functions, "clock_time_get", List.of(I, L, I), this::clock);
        add(functions, "fd_write", List.of(I, I, I, I), this::write);
        for (String closed : List.of("fd_close")) {
            add(functions, closed, List.of(I), _ -> BAD_FILE);
        }
        add(functions, "fd_fdstat_get", List.of(I, I), _ -> BAD_FILE);
        add(functions, "fd_prestat_get", List.of(I, I), _ -> BAD_FILE);
        add(functions, "fd_prestat_dir_name", List.of(I, I, I), _ -> BAD_FILE);
        add(functions, "fd_read", List.of(I, I, I, I), _ -> BAD_FILE);
        add(functions, "fd_seek", List.of(I, L, I, I), _ -> BAD_FILE);
        functions.add(new HostFunction(WASI, "proc_exit", FunctionType.of(List.of(I), List.of()), (_, args) -> {
            throw new IllegalStateException("exit code " + args[0]);
        }));
        return functions;
    }

    private interface Body {
        int run(long[] args);
    }

    private static void add(List<HostFunction> functions, String name, List<ValType> params, Body body) {
        functions.add(new HostFunction(
                WASI, name, FunctionType.of(params, List.of(I)), (_, args) -> new long[] {body.run(args)}));
    }

    /// The plugin's door to the host: module, function and arguments as texts; the answer is a text in guest memory.
    private long[] invoke(Instance guest, long[] args) {
        String function = guest.memory().readString((int) args[2], (int) args[3]);
        String arguments = guest.memory().readString((int) args[4], (int) args[5]);
        byte[] answer = calls.call(function, arguments).getBytes(StandardCharsets.UTF_8);
        int text = allocate(answer.length);
        guest.memory().write(text, answer, 0, answer.length);
        int pair = allocate(8);
        guest.memory().writeI32(pair, text);
        guest.memory().writeI32(pair + 4, answer.length);
        return new long[] {pair};
    }

    private int random(long[] args) {
        byte[] bytes = new byte[(int) Math.min(args[1] & 0xffff_ffffL, 1 << 16)];
        RANDOM.nextBytes(bytes);
        instance.memory().write((int) args[0], bytes, 0, bytes.length);
        return 0;
    }

    private int noEnvironment(long[] args) {
        instance.memory().writeI32((int) args[0], 0);
        instance.memory().writeI32((int) args[1], 0);
        return 0;
    }

    private int clock(long[] args) {
        instance.memory().writeLong((int) args[2], System.currentTimeMillis() * 1_000_000);
        return 0;
    }

    private int write(long[] args) {
        Memory memory = instance.memory();
        int written = 0;
        for (int i = 0; i < args[2]; i++) {
            int length = memory.readInt((int) args[1] + 8 * i + 4);
            if (length > 0 && printed < PRINTED_MAX) {
                int shown = Math.min(length, PRINTED_MAX - printed);
                String text = new String(
                        memory.readBytes(memory.readInt((int) args[1] + 8 * i), shown), StandardCharsets.UTF_8);
                calls.print(text);
                printed += shown;
                if (args[0] == STANDARD_ERROR) {
                    complaints.append(text, 0, Math.min(text.length(), COMPLAINTS_MAX - complaints.length()));
                }
            }
            written += length;
        }
        memory.writeI32((int) args[3], written);
        return 0;
    }
}
