package network.phala.wasm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The functions a host offers, by module and name. Fill it once, then link any number of modules; linking
/// resolves every import once, so a call at run time is an array access.
///
/// @param <C> the host's own object that belongs to one run (see [HostFunction])
public final class Linker<C> {
    private record Key(String module, String name) {}

    private record Definition<C>(FuncType type, HostFunction<C> function) {}

    private final Map<Key, Definition<C>> definitions = new HashMap<>();
    private final long absentMaximumPages;
    private final MemoryPool pool = new MemoryPool();
    private boolean hostCallsHaveFrames = true;

    /// A linker for guests whose memory, when it declares no maximum, may grow to `absentMaximumPages`.
    public Linker(long absentMaximumPages) {
        this.absentMaximumPages = absentMaximumPages;
    }

    /// From now on calls of the host do not count as calls on the stack, as in wasmi 0.20: the deepest function may
    /// still make one.
    public Linker<C> withoutFramesForHostCalls() {
        hostCallsHaveFrames = false;
        return this;
    }

    /// Offers a function. Defining a name twice is a mistake of the host.
    public Linker<C> define(String module, String name, FuncType type, HostFunction<C> function) {
        if (definitions.putIfAbsent(new Key(module, name), new Definition<>(type, function)) != null) {
            throw new IllegalArgumentException(module + "." + name + " is defined twice");
        }
        return this;
    }

    /// The type of an offered function; absent when there is none of that name.
    public Optional<FuncType> offered(String module, String name) {
        return Optional.ofNullable(definitions.get(new Key(module, name))).map(Definition::type);
    }

    /// Joins a module to this host, to run compiled.
    public LinkedModule<C> link(WasmModule module) throws LinkException {
        return link(module, Engine.COMPILER);
    }

    /// Joins a module to this host, to run on the given engine. Any imported memory is accepted, whatever its
    /// name: the instance gets its own memory of the declared size. Tables and globals cannot be imported.
    public LinkedModule<C> link(WasmModule module, Engine engine) throws LinkException {
        return link(module, engine == Engine.COMPILER ? Optional.of(CompilerLimits.DEFAULT) : Optional.empty());
    }

    /// Links to run compiled within the given limits, or interpreted without.
    LinkedModule<C> link(WasmModule module, Optional<CompilerLimits> compiler) throws LinkException {
        List<HostFunction<C>> functions = new ArrayList<>();
        for (WasmImport item : module.imports()) {
            switch (item) {
                case WasmImport.Function function -> functions.add(resolve(function));
                case WasmImport.Memory _ -> {}
                case WasmImport.Table table -> throw unsupported("table", table);
                case WasmImport.Global global -> throw unsupported("global", global);
            }
        }
        return new LinkedModule<>(module, functions, hostCallsHaveFrames, absentMaximumPages, pool, compiler);
    }

    private HostFunction<C> resolve(WasmImport.Function function) throws LinkException {
        Definition<C> definition = definitions.get(new Key(function.module(), function.name()));
        if (definition == null) {
            throw new LinkException("import " + function.module() + "." + function.name() + " is unknown");
        }
        if (!definition.type().equals(function.type())) {
            throw new LinkException("import " + function.module() + "." + function.name() + " has type "
                    + function.type() + "; expected " + definition.type());
        }
        return definition.function();
    }

    private static LinkException unsupported(String kind, WasmImport item) {
        return new LinkException("import " + item.module() + "." + item.name() + " is a " + kind
                + "; only functions and a memory can be imported");
    }
}
