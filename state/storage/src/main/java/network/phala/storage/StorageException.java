package network.phala.storage;

/// A store failed below us: a damaged, locked or full disk path. The message names the path and what to do.
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StorageException(String message) {
        super(message);
    }

    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
