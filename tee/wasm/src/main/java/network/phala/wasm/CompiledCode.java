package network.phala.wasm;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import network.phala.primitives.Bytes;

/// A module's functions as JVM classes, made when they are first needed.
///
/// Functions are grouped into classes of a few KiB each (`F<n>`); a class is compiled when the JVM first
/// resolves a call into it, so the first call of a large contract pays only for the code it runs. All classes
/// belong to one loader and unload with it.
final class CompiledCode implements Code {
    /// Bytes of WebAssembly in one class, and functions.
    private static final int CHUNK_BYTES = 4096;

    private static final int CHUNK_FUNCTIONS = 64;
    /// More is not kept of one module.
    private static final long PARTS_BYTES_MAX = 32 << 20;

    /// What the JVM takes for a loader, for a class beside what its class file says, and for each
    /// byte of a class file: measured with contracts of `examples/contracts`.
    private static final long LOADER_BYTES = 8 << 10;

    private static final long CLASS_BYTES = 2 << 10;
    private static final long CLASS_FILE_FACTOR = 2;

    private final WasmModule module;
    private final FunctionTable table;
    private final CompilerLimits limits;
    private final InterpretedCode interpreted;
    private final Loader loader = new Loader();
    /// First own function of each chunk, and the chunk of each own function.
    private final int[] chunkStart;

    private final int[] chunkOf;
    private final AtomicReferenceArray<GuestEntry> entries;
    private final AdapterCompiler adapters;
    private volatile Compiling compiling = Compiling.HERE;
    private final AtomicLong memoryBytes = new AtomicLong(LOADER_BYTES);

    CompiledCode(WasmModule module, FunctionTable table, CompilerLimits limits) {
        this.limits = limits;
        this.module = module;
        this.table = table;
        int own = module.functionCount() - module.importedFunctions;
        this.chunkOf = new int[own];
        IntList starts = new IntList();
        int bytes = CHUNK_BYTES;
        for (int i = 0; i < own; i++) {
            int length = module.bodyEnd[i] - module.bodyStart[i];
            if (bytes + length > CHUNK_BYTES || i - starts.get(starts.size - 1) >= CHUNK_FUNCTIONS) {
                starts.add(i);
                bytes = 0;
            }
            bytes += length;
            chunkOf[i] = starts.size - 1;
        }
        starts.add(own);
        this.chunkStart = starts.toArray();
        this.entries = new AtomicReferenceArray<>(own);
        this.interpreted = new InterpretedCode(module, this);
        this.adapters = new AdapterCompiler(this, module);
        for (int function : module.interpreted) {
            interpreted.keep(function);
        }
    }

    WasmModule module() {
        return module;
    }

    CompilerLimits limits() {
        return limits;
    }

    /// About how much memory the classes take that were needed so far.
    long memoryBytes() {
        return memoryBytes.getPlain();
    }

    /// The loader of all classes of this module.
    ClassLoader loader() {
        return loader;
    }

    FunctionTable table() {
        return table;
    }

    String chunkName(int function) {
        return Descriptors.chunk(chunkOf[function - module.importedFunctions]);
    }

    int canonicalTypeOf(int function) {
        return module.canonicalType[module.functionTypes[function]];
    }

    /// What the compiler makes of the module, whether it was needed yet or not: the parts of a [CodeStore]. Stops
    /// adding when there is more than any contract has; what is missing is compiled when it is needed.
    Map<String, Bytes> parts() {
        Map<String, Bytes> parts = new LinkedHashMap<>();
        Set<String> signatures = new TreeSet<>();
        long size = 0;
        for (int i = 0; i < chunkStart.length - 1 && size < PARTS_BYTES_MAX; i++) {
            ClassWriter owner = chunk(i);
            owner.texts().filter(Descriptors::isSignature).forEach(signatures::add);
            size += put(parts, Descriptors.chunk(i), owner.finish());
        }
        for (String signature : signatures) {
            if (size < PARTS_BYTES_MAX) {
                size += put(parts, signature, adapters.signature(Descriptors.number(signature)));
            }
        }
        IntList slow = new IntList();
        for (int function = module.importedFunctions; function < module.functionCount(); function++) {
            if (interpreted.isKept(function)) {
                slow.add(function);
            }
        }
        for (int function : entered()) {
            if (!interpreted.isKept(function) && size < PARTS_BYTES_MAX) {
                size += put(parts, Descriptors.entry(function), adapters.entry(function));
            }
        }
        ModuleFacts facts = new ModuleFacts(
                module.size(),
                module.operatorCount(),
                module.usesFloats(),
                Arrays.stream(slow.toArray()).boxed().toList());
        parts.put(ModuleFacts.PART, facts.encode());
        return parts;
    }

    /// Own functions that are called from Java: by the host, at the start, or through the table where no switch leads
    /// to them.
    private Set<Integer> entered() {
        Set<Integer> functions = new TreeSet<>();
        for (WasmExport export : module.exports()) {
            if (export.kind() == WasmExport.Kind.FUNCTION) {
                functions.add(export.index());
            }
        }
        module.startFunction().ifPresent(functions::add);
        for (ElementSegment segment : module.elements) {
            for (int i = 0; i < segment.functions.length; i++) {
                int function = segment.functions[i];
                if (function >= 0 && !isSwitched(segment, i)) {
                    functions.add(function);
                }
            }
        }
        functions.removeIf(module::isImported);
        return functions;
    }

    /// Only the first table is switched over, as it is when the module comes to life.
    private boolean isSwitched(ElementSegment segment, int entry) {
        ConstantExpression offset = segment.offset;
        return offset != null
                && segment.table == 0
                && adapters.isSwitched((offset.value() & 0xffffffffL) + entry, segment.functions[entry]);
    }

    private static int put(Map<String, Bytes> parts, String name, byte[] content) {
        parts.put(name, Bytes.wrap(content));
        return content.length;
    }

    /// From now on classes are compiled there.
    void compilingIn(Compiling place) {
        compiling = place;
    }

    private byte[] made(String name) throws ClassNotFoundException {
        int index = Descriptors.number(name);
        return switch (name.charAt("guest.".length())) {
            case 'F' -> compiling.run(() -> chunk(index).finish());
            case 'T' -> adapters.signature(index);
            case 'C' -> adapters.entry(index);
            default -> throw new ClassNotFoundException(name);
        };
    }

    private ClassWriter chunk(int index) {
        ClassWriter owner = new ClassWriter(Descriptors.chunk(index));
        FunctionTranslator translator = new FunctionTranslator(new ModuleTypes(module));
        for (int own = chunkStart[index]; own < chunkStart[index + 1]; own++) {
            int function = own + module.importedFunctions;
            if (Descriptors.paramSlots(module.functionType(function)) > FunctionCompiler.PARAM_SLOTS_MAX) {
                interpreted.keep(function);
                continue;
            }
            FunctionCode translated = module.translate(translator, function);
            try {
                FunctionCompiler.compile(this, translated, owner);
            } catch (TooLargeException e) {
                interpreted.keep(function);
                FunctionCompiler.compileStub(translated, owner, Descriptors.signature(canonicalTypeOf(function)));
            }
        }
        return owner;
    }

    @Override
    public long call(Store store, int function, long[] args, int stack) throws Trap {
        if (isInterpreted(function)) {
            return interpreted.call(store, function, args, stack);
        }
        return entry(function).call(store, args, stack);
    }

    /// Whether a function can only be interpreted. Compiles its class to find out.
    boolean isInterpreted(int function) {
        if (interpreted.isKept(function)) {
            return true;
        }
        if (entries.get(function - module.importedFunctions) == null) {
            loader.require(chunkName(function));
        }
        return interpreted.isKept(function);
    }

    private GuestEntry entry(int function) {
        int own = function - module.importedFunctions;
        GuestEntry entry = entries.get(own);
        if (entry == null) {
            entry = loader.entry(function);
            entries.set(own, entry);
        }
        return entry;
    }

    /// Finds the class of a name by compiling it.
    private final class Loader extends ClassLoader {
        static {
            registerAsParallelCapable();
        }

        Loader() {
            super("guest", CompiledCode.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("guest.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : findClass(name);
            }
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            Optional<Bytes> kept = module.parts.part(name.replace('.', '/'));
            byte[] bytes = kept.isPresent() ? kept.get().unsafeArray() : made(name);
            memoryBytes.addAndGet(CLASS_BYTES + CLASS_FILE_FACTOR * bytes.length);
            return defineClass(name, bytes, 0, bytes.length);
        }

        void require(String internalName) {
            try {
                loadClass(internalName.replace('/', '.'), false);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }

        GuestEntry entry(int function) {
            try {
                String name = Descriptors.entry(function).replace('/', '.');
                return (GuestEntry) loadClass(name, true).getConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("entry of function " + function, e);
            }
        }
    }
}
