package network.phala.prpc;

import java.util.List;
import java.util.Map;

/// A JSON text as a value. Numbers keep their text, so 64-bit integers stay exact.
public sealed interface JsonValue {
    /// `null`.
    record Null() implements JsonValue {}

    record Bool(boolean value) implements JsonValue {}

    record Number(String text) implements JsonValue {}

    record Text(String value) implements JsonValue {}

    record Array(List<JsonValue> items) implements JsonValue {}

    record Object(Map<String, JsonValue> members) implements JsonValue {}
}
