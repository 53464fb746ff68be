package network.phala.prpc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import network.phala.scale.DecodeException;

/// Reads one JSON text (RFC 8259). Nesting is limited; memory stays within a multiple of the text's length.
public final class JsonReader {
    private static final int DEPTH_MAX = 64;
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private final String text;
    private int at;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    public static JsonValue read(String text) throws DecodeException {
        JsonReader reader = new JsonReader(text);
        JsonValue value = reader.value();
        reader.skipSpace();
        if (reader.at != text.length()) {
            throw reader.error("text left over");
        }
        return value;
    }

    private JsonValue value() throws DecodeException {
        skipSpace();
        if (++depth > DEPTH_MAX) {
            throw error("nested deeper than " + DEPTH_MAX);
        }
        JsonValue value = switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> new JsonValue.Text(string());
            case 't' -> word("true", new JsonValue.Bool(true));
            case 'f' -> word("false", new JsonValue.Bool(false));
            case 'n' -> word("null", new JsonValue.Null());
            default -> number();
        };
        depth--;
        return value;
    }

    private JsonValue object() throws DecodeException {
        at++;
        Map<String, JsonValue> members = new LinkedHashMap<>();
        skipSpace();
        if (peek() == '}') {
            at++;
            return new JsonValue.Object(members);
        }
        while (true) {
            skipSpace();
            if (peek() != '"') {
                throw error("expected a member name");
            }
            String name = string();
            skipSpace();
            expect(':');
            members.put(name, value());
            skipSpace();
            if (peek() == '}') {
                at++;
                return new JsonValue.Object(members);
            }
            expect(',');
        }
    }

    private JsonValue array() throws DecodeException {
        at++;
        List<JsonValue> items = new ArrayList<>();
        skipSpace();
        if (peek() == ']') {
            at++;
            return new JsonValue.Array(items);
        }
        while (true) {
            items.add(value());
            skipSpace();
            if (peek() == ']') {
                at++;
                return new JsonValue.Array(items);
            }
            expect(',');
        }
    }

    private String string() throws DecodeException {
        at++;
        StringBuilder out = new StringBuilder();
        while (true) {
            char c = peek();
            at++;
            if (c == '"') {
                return out.toString();
            }
            if (c < 0x20) {
                throw error("control character in a string");
            }
            out.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() throws DecodeException {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw error("unknown escape \\" + c);
        };
    }

    private char unicode() throws DecodeException {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0) {
                throw error("expected four hex digits");
            }
            at++;
            code = code << 4 | digit;
        }
        return (char) code;
    }

    private JsonValue number() throws DecodeException {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String number = text.substring(start, at);
        if (!NUMBER.matcher(number).matches()) {
            at = start;
            throw error("expected a value");
        }
        return new JsonValue.Number(number);
    }

    private JsonValue word(String word, JsonValue value) throws DecodeException {
        if (!text.startsWith(word, at)) {
            throw error("expected " + word);
        }
        at += word.length();
        return value;
    }

    private void expect(char c) throws DecodeException {
        if (peek() != c) {
            throw error("expected '" + c + "'");
        }
        at++;
    }

    private char peek() throws DecodeException {
        if (at >= text.length()) {
            throw error("the text ends");
        }
        return text.charAt(at);
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private DecodeException error(String what) {
        return new DecodeException(at, "JSON: " + what);
    }
}
