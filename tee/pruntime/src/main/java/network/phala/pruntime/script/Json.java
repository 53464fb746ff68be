package network.phala.pruntime.script;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The little JSON that passes between a script's world and its host: lists of texts, numbers and lists.
/// The enclave has no JSON library.
final class Json {
    private static final int DEPTH_MAX = 4;

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /// Reads a list; elements are `String`, `Double`, `List` or null.
    ///
    /// @throws IllegalArgumentException when it is none
    static List<@Nullable Object> list(String text) {
        Json json = new Json(text);
        List<@Nullable Object> list = json.list(0);
        json.space();
        if (json.at != text.length()) {
            throw json.wrong("end");
        }
        return list;
    }

    private IllegalArgumentException wrong(String expected) {
        return new IllegalArgumentException("JSON at " + at + "; expected " + expected);
    }

    private void space() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private boolean taken(char wanted) {
        space();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private List<@Nullable Object> list(int depth) {
        if (depth > DEPTH_MAX || !taken('[')) {
            throw wrong("a list");
        }
        List<@Nullable Object> list = new ArrayList<>();
        if (taken(']')) {
            return list;
        }
        do {
            list.add(value(depth));
        } while (taken(','));
        if (!taken(']')) {
            throw wrong("]");
        }
        return list;
    }

    private @Nullable Object value(int depth) {
        space();
        if (at == text.length()) {
            throw wrong("a value");
        }
        char first = text.charAt(at);
        if (first == '"') {
            return string();
        }
        if (first == '[') {
            return list(depth + 1);
        }
        if (text.startsWith("null", at)) {
            at += 4;
            return null;
        }
        int start = at;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        try {
            return Double.valueOf(text.substring(start, at));
        } catch (NumberFormatException e) {
            throw wrong("a value");
        }
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return out.toString();
            }
            out.append(c == '\\' ? escaped() : c);
        }
        throw wrong("\"");
    }

    private char escaped() {
        if (at == text.length()) {
            throw wrong("an escape");
        }
        char c = text.charAt(at++);
        switch (c) {
            case 'n':
                return '\n';
            case 't':
                return '\t';
            case 'r':
                return '\r';
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'u':
                if (at + 4 > text.length()) {
                    throw wrong("four digits");
                }
                at += 4;
                return (char) Integer.parseInt(text, at - 4, at, 16);
            default:
                return c;
        }
    }

    /// Writes a text.
    static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || Character.isSurrogate(c)) {
                out.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
