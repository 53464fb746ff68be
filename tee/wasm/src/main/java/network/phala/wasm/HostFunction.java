package network.phala.wasm;

/// A function of the host, called by guest code.
///
/// `context` is the object given to [LinkedModule#instantiate]; `args` holds one value per parameter in the
/// form described at [ValueType] and belongs to the callee. The result is ignored when the type has none.
/// Memory and fuel are reached through `instance`. A host function may run other instances on the same thread.
/// It stops the guest by throwing a [Trap]; any unchecked exception passes through [Instance#invoke] wrapped in
/// [HostFailure].
@FunctionalInterface
public interface HostFunction<C> {
    long call(C context, Instance<C> instance, long[] args) throws Trap;
}
