package network.phala.wasm;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import network.phala.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/// A module joined to a host: everything that is the same for all its instances. Thread-safe; keep it as long
/// as the code is in use and drop it to unload the compiled classes.
public final class LinkedModule<C> {
    private static final int PAGE = LinearMemory.PAGE_BYTES;
    /// So many data segments are copied one by one into a new memory; of more an image is kept, so
    /// that no module makes its instances slow.
    private static final int SEGMENTS_COPIED = 32;

    final FunctionTable table;
    private final @Nullable Tables tables;
    final Code code;
    private final WasmModule module;
    private final List<HostFunction<C>> functions;
    /// What of the stack word of a host call does not count.
    final int uncountedHostCall;
    private final Limits memory;
    private final MemoryPool pool;
    /// The memory's first bytes after instantiation, where there are many segments; else empty.
    private final byte[] image;

    private final long[] globals;

    LinkedModule(
            WasmModule module,
            List<HostFunction<C>> functions,
            boolean hostCallsHaveFrames,
            long absentMaximumPages,
            MemoryPool pool,
            Optional<CompilerLimits> compiler)
            throws LinkException {
        this.module = module;
        this.pool = pool;
        this.functions = List.copyOf(functions);
        this.uncountedHostCall = hostCallsHaveFrames ? 0 : Store.ONE_CALL;
        this.table = new FunctionTable(module);
        this.tables = module.changesTables ? Tables.of(module) : null;
        Limits declared = module.memory().orElse(new Limits(0, OptionalLong.of(0)));
        if (declared.minimum() > LinearMemory.PAGES_MAX) {
            throw new LinkException(
                    "memory of " + declared.minimum() + " pages; at most " + LinearMemory.PAGES_MAX + " are supported");
        }
        this.memory = new Limits(declared.minimum(), OptionalLong.of(declared.maximumOr(absentMaximumPages)));
        int used = checkData();
        this.image = new byte[module.data.size() > SEGMENTS_COPIED ? used : 0];
        if (image.length > 0) {
            copyData(image);
        }
        this.globals = new long[module.globals.length];
        for (int i = 0; i < globals.length; i++) {
            globals[i] = module.globals[i].initial().value();
        }
        this.code = compiler.isPresent()
                ? new CompiledCode(module, table, compiler.get())
                : new InterpretedCode(module, null);
    }

    /// From now on compiles there what it compiles.
    public LinkedModule<C> compilingIn(Compiling place) {
        if (code instanceof CompiledCode compiled) {
            compiled.compilingIn(place);
        }
        return this;
    }

    /// Checks that all data fits the memory, and says where it ends.
    private int checkData() throws LinkException {
        long size = memory.minimum() * PAGE;
        long used = 0;
        for (DataSegment segment : module.data) {
            if (segment.offset().isEmpty()) {
                continue;
            }
            long from = segment.offset().get().value() & 0xffffffffL;
            if (from + segment.length() > size) {
                throw new LinkException("data segment of " + segment.length() + " bytes at " + from
                        + " does not fit the memory of " + memory.minimum() + " pages");
            }
            used = Math.max(used, from + segment.length());
        }
        return (int) used;
    }

    private void copyData(byte[] to) {
        for (DataSegment segment : module.data) {
            segment.offset()
                    .ifPresent(offset ->
                            System.arraycopy(module.code, segment.from(), to, (int) offset.value(), segment.length()));
        }
    }

    /// The module.
    public WasmModule module() {
        return module;
    }

    /// Everything the compiler makes of this module, for a [CodeStore]. Takes as long as compiling all of it, and
    /// gives the same bytes every time. Empty for an interpreted module.
    public Map<String, Bytes> parts() {
        return code instanceof CompiledCode compiled ? compiled.parts() : Map.of();
    }

    /// Whether these parts serve this module: they held at least what validation had found out about it.
    public boolean isFrom(CodeStore.Parts parts) {
        return module.parts == parts && parts != CodeStore.Parts.NONE;
    }

    /// About how much memory this module takes at present, instances aside: its bytes, what was
    /// found out about them, and the classes that were needed so far. Grows as more functions are
    /// called.
    public long memoryBytes() {
        long classes = code instanceof CompiledCode compiled ? compiled.memoryBytes() : 0;
        return module.memoryBytes() + image.length + classes;
    }

    /// Bytes of the memory with which an instance begins.
    public long initialMemoryBytes() {
        return memory.minimum() * LinearMemory.PAGE_BYTES;
    }

    HostFunction<C> hostFunction(int index) {
        return functions.get(index);
    }

    /// A new instance with its own memory, globals and fuel (0). Runs no guest code: call [Instance#start] first.
    public Instance<C> instantiate(C context) {
        LinearMemory linear =
                new LinearMemory((int) memory.minimum(), (int) Math.max(memory.minimum(), memory.maximumOr(0)), pool);
        if (image.length > 0) {
            System.arraycopy(image, 0, linear.bytes, 0, image.length);
        } else {
            copyData(linear.bytes);
        }
        return new Instance<>(
                this, context, new Store(this, linear, globals.clone(), tables == null ? null : tables.copy()));
    }
}
