package network.phala.wasm;

/// The module is valid but cannot be joined to this host: an import is unknown or of another type, or a data or
/// element segment does not fit.
public final class LinkException extends Exception {
    LinkException(String message) {
        super(message, null, false, false);
    }
}
