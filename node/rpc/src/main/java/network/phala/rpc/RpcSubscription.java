package network.phala.rpc;

/// Opens one subscription: checks the parameters, arranges that results are pushed into the sink, and says
/// how to stop.
///
/// What is pushed before the call returns reaches the client right after the subscription's id.
@FunctionalInterface
public interface RpcSubscription {
    Cancellation open(Params params, Sink sink) throws RpcException;

    /// Stops the pushing; called once, when the client unsubscribes or its connection ends.
    @FunctionalInterface
    interface Cancellation {
        void cancel();
    }
}
