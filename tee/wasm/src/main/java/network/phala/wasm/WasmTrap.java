package network.phala.wasm;

/// The guest was stopped by the engine.
public final class WasmTrap extends Trap {
    private final TrapCode code;

    public WasmTrap(TrapCode code) {
        super(code.text());
        this.code = code;
    }

    /// Why.
    public TrapCode code() {
        return code;
    }
}
