package network.phala.pink.types;

/// Texts as Rust's `Debug` writes them; some of them are part of the observable results.
public final class RustText {
    private RustText() {}

    /// A string in double quotes with the escapes of `str`'s `Debug` for printable ASCII text.
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\0' -> quoted.append("\\0");
                default -> quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
