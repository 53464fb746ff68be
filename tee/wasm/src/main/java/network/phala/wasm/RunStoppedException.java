package network.phala.wasm;

/// A run ended because nobody wants it any more ([Instance#stopWhen]). Not an outcome of the guest: it passes
/// through every instance and host function on the stack, and what they did is to be forgotten.
public final class RunStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RunStoppedException() {
        super("The run was stopped", null, false, false);
    }
}
