package network.phala.frame.dispatch;

/// A block cannot be like this: where Substrate's runtime would panic. Whoever builds or imports the block gives it up;
/// nothing of it is kept. Unchecked, since it may come from any hook.
public final class RuntimePanic extends RuntimeException {
    public RuntimePanic(String message) {
        super(message);
    }
}
