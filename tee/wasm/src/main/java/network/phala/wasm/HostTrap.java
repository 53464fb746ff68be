package network.phala.wasm;

/// A host function ends the run (`seal_return`, `seal_terminate`, an error of the host). Hosts subclass it and
/// find their own object again where they called [Instance#invoke]; the engine never looks inside.
public abstract non-sealed class HostTrap extends Trap {
    protected HostTrap(String message) {
        super(message);
    }
}
