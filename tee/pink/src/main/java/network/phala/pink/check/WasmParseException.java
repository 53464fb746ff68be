package network.phala.pink.check;

import java.util.OptionalLong;
import network.phala.pink.types.RustText;

/// The bytes are not a module; says what, where, and how many bytes more were needed.
///
/// [#debug] is the text of wasmparser 0.102's error in Rust's `Debug` form, as Phala's worker reports it.
public final class WasmParseException extends Exception {
    private final int offset;
    private final transient OptionalLong needed;

    WasmParseException(String message, int offset, OptionalLong needed) {
        super(message, null, false, false);
        this.offset = offset;
        this.needed = needed;
    }

    /// The same error when more bytes would not help.
    WasmParseException withoutHint() {
        return new WasmParseException(String.valueOf(getMessage()), offset, OptionalLong.empty());
    }

    public String debug() {
        String hint = needed.isPresent() ? "Some(" + needed.getAsLong() + ")" : "None";
        return "WasmError(BinaryReaderError { inner: BinaryReaderErrorInner { message: "
                + RustText.quote(String.valueOf(getMessage())) + ", offset: " + offset + ", needed_hint: " + hint
                + " } })";
    }
}
