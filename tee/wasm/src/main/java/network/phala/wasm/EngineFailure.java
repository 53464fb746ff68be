package network.phala.wasm;

/// The engine itself broke while it ran guest code: a bug of ours, never an outcome of the contract. What the
/// guest did before must not become state.
public final class EngineFailure extends RuntimeException {
    EngineFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
