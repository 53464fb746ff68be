package network.phala.wasm;

import java.util.List;

/// A module joined to a host: everything that is the same for all its instances. Thread-safe; keep it as long as the
/// code
/// is in use and drop it to unload the compiled classes.
public final class LinkedModule<C> {
    private final WasmModule module;

    LinkedModule(WasmModule module, List<HostFunction<C>> functions, long absentMaximumPages, Engine engine)
            throws LinkException {
        this.module = module;
    }

    /// The module.
    public WasmModule module() {
        return module;
    }

    /// A new instance with its own memory, globals and fuel (0). Runs no guest code: call [Instance#start] first.
    public Instance<C> instantiate(C context) {
        throw new IllegalStateException("not yet");
    }
}
