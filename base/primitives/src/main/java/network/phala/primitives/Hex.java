package network.phala.primitives;

import java.util.HexFormat;

/// Hexadecimal text, lower case. `0x` is written by [#withPrefix] and accepted everywhere on reading.
public final class Hex {
    private static final HexFormat FORMAT = HexFormat.of();

    private Hex() {}

    /// `0x` followed by two digits per byte.
    public static String withPrefix(byte[] bytes) {
        return "0x" + FORMAT.formatHex(bytes);
    }

    /// Two digits per byte, no prefix.
    public static String plain(byte[] bytes) {
        return FORMAT.formatHex(bytes);
    }

    /// Parses digits with or without `0x`.
    ///
    /// @throws IllegalArgumentException when a character is not a digit or the count of digits is odd
    public static byte[] parse(String text) {
        String digits = text.startsWith("0x") ? text.substring(2) : text;
        try {
            return FORMAT.parseHex(digits);
        } catch (IllegalArgumentException e) {
            String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
            throw new IllegalArgumentException(
                    "Not hexadecimal: \"" + shown + "\"; expected an even count of digits", e);
        }
    }
}
