package network.phala.frame.dispatch;

/// Runs calls of any pallet; what Utility, Sudo and others that hold calls need of the runtime.
public interface Dispatcher {
    /// Runs the call in a storage layer of its own, which is rolled back when the call refuses.
    PostDispatchInfo dispatch(Origin origin, RuntimeCall call) throws DispatchException;

    DispatchInfo dispatchInfo(RuntimeCall call);
}
