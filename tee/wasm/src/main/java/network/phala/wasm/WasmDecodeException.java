package network.phala.wasm;

/// The bytes are not a module, or the module is not valid. [#offset] is the byte position where it was noticed.
public final class WasmDecodeException extends Exception {
    private final int offset;

    WasmDecodeException(String message, int offset) {
        super(message + " (at offset 0x" + Integer.toHexString(offset) + ")", null, false, false);
        this.offset = offset;
    }

    /// Byte position in the module.
    public int offset() {
        return offset;
    }
}
