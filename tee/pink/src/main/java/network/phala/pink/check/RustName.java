package network.phala.pink.check;

import java.util.ArrayList;
import java.util.List;

/// Names of functions as rustc's linker leaves them, made readable.
final class RustName {
    private RustName() {}

    /// `_ZN4core3fmt5write17h0123456789abcdefE` and `core::fmt::write::h0123456789abcdef` become `core::fmt::write`;
    /// other names stay as they are.
    static String readable(String linked) {
        String plain = linked.startsWith("_ZN") && linked.endsWith("E") ? segments(linked) : linked;
        return plain.replaceFirst("::h[0-9a-f]{16}$", "")
                .replace("$LT$", "<")
                .replace("$GT$", ">")
                .replace("$u20$", " ")
                .replace("$RF$", "&")
                .replace("$C$", ",");
    }

    private static String segments(String linked) {
        List<String> segments = new ArrayList<>();
        int at = 3;
        while (at < linked.length() - 1) {
            int digits = at;
            while (digits < linked.length() && Character.isDigit(linked.charAt(digits)) && digits - at < 6) {
                digits++;
            }
            if (digits == at) {
                return linked;
            }
            int length = Integer.parseInt(linked, at, digits, 10);
            if (digits + length > linked.length() - 1) {
                return linked;
            }
            String segment = linked.substring(digits, digits + length).replace("..", "::");
            segments.add(segment.startsWith("_$") ? segment.substring(1) : segment);
            at = digits + length;
        }
        return String.join("::", segments);
    }
}
