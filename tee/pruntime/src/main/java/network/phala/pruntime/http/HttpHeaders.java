package network.phala.pruntime.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Header lines in their order. Names compare without regard to case.
final class HttpHeaders {
    /// One line.
    record Line(String name, String value) {}

    private final List<Line> lines = new ArrayList<>();

    void add(String name, String value) {
        // A line break would let a value add lines of its own.
        lines.add(new Line(withoutBreaks(name), withoutBreaks(value)));
    }

    private static String withoutBreaks(String text) {
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each < ' ' && each != '\t' || each == 0x7f) {
                return text.replaceAll("[\\x00-\\x08\\x0a-\\x1f\\x7f]", " ");
            }
        }
        return text;
    }

    void set(String name, String value) {
        remove(name);
        add(name, value);
    }

    void remove(String name) {
        lines.removeIf(line -> line.name().equalsIgnoreCase(name));
    }

    Optional<String> first(String name) {
        for (Line line : lines) {
            if (line.name().equalsIgnoreCase(name)) {
                return Optional.of(line.value());
            }
        }
        return Optional.empty();
    }

    List<String> all(String name) {
        List<String> values = new ArrayList<>();
        for (Line line : lines) {
            if (line.name().equalsIgnoreCase(name)) {
                values.add(line.value());
            }
        }
        return values;
    }

    /// Whether a comma-separated list under this name has the word.
    boolean lists(String name, String word) {
        for (String value : all(name)) {
            for (String each : value.split(",")) {
                if (each.strip().equalsIgnoreCase(word)) {
                    return true;
                }
            }
        }
        return false;
    }

    List<Line> lines() {
        return lines;
    }
}
