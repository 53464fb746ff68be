package network.phala.prpc;

import java.util.List;
import java.util.Locale;

/// Writes JSON text, pretty or on one line.
final class JsonText {
    private static final String INDENT = "  ";

    private final StringBuilder out = new StringBuilder();
    private final boolean pretty;

    private JsonText(boolean pretty) {
        this.pretty = pretty;
    }

    static String of(JsonValue value, boolean pretty) {
        JsonText text = new JsonText(pretty);
        text.write(value, 0);
        return text.out.toString();
    }

    private void write(JsonValue value, int depth) {
        switch (value) {
            case JsonValue.Null() -> out.append("null");
            case JsonValue.Bool(boolean bool) -> out.append(bool);
            case JsonValue.Number(String number) -> out.append(number);
            case JsonValue.Text(String string) -> quote(string);
            case JsonValue.Array(var items) -> sequence('[', ']', items, depth, item -> write(item, depth + 1));
            case JsonValue.Object(var members) ->
                sequence('{', '}', List.copyOf(members.entrySet()), depth, member -> {
                    quote(member.getKey());
                    out.append(pretty ? ": " : ":");
                    write(member.getValue(), depth + 1);
                });
        }
    }

    private <T> void sequence(char open, char close, List<T> items, int depth, java.util.function.Consumer<T> writer) {
        out.append(open);
        boolean first = true;
        for (T item : items) {
            if (!first) {
                out.append(',');
            }
            first = false;
            newLine(depth + 1);
            writer.accept(item);
        }
        if (!first) {
            newLine(depth);
        }
        out.append(close);
    }

    private void newLine(int depth) {
        if (pretty) {
            out.append('\n').append(INDENT.repeat(depth));
        }
    }

    private void quote(String string) {
        out.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append(c < 0x20 ? String.format(Locale.ROOT, "\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        out.append('"');
    }
}
