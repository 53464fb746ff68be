package network.phala.scale;

/// Bytes that do not decode: where, what was expected, what was found.
public final class DecodeException extends Exception {
    private final int offset;

    public DecodeException(int offset, String problem) {
        super("At byte " + offset + ": " + problem);
        this.offset = offset;
    }

    /// Index of the byte at which the value that could not be read starts.
    public int offset() {
        return offset;
    }

    /// Decoding hostile bytes must stay cheap, and the offset says more than a stack.
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
