package network.phala.wasm;

/// A host function broke (threw an unchecked exception): a bug of the host or a fatal condition of the process,
/// never an outcome of the contract.
public final class HostFailure extends RuntimeException {
    HostFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
