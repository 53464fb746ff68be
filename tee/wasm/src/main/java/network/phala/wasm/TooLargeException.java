package network.phala.wasm;

/// A function does not fit the limits of a JVM method and has to be interpreted.
final class TooLargeException extends Exception {
    TooLargeException() {
        super(null, null, false, false);
    }
}
