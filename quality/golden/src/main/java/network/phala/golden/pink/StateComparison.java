package network.phala.golden.pink;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.phala.primitives.Bytes;
import network.phala.storage.State;
import tools.jackson.databind.JsonNode;

/// Compares a recorded storage, every entry of the top trie and of all child tries, with ours.
final class StateComparison {
    private StateComparison() {}

    static void compare(RecordedValues values, JsonNode expected, State ours, List<String> found) {
        PinkPlayer.compare(
                "root of the state",
                expected.path("root").asString(),
                ours.root().toBytes(),
                found);
        Map<String, String> wanted = new TreeMap<>();
        for (JsonNode entry : expected.path("top")) {
            wanted.put(values.text(entry.get(0)), values.text(entry.get(1)));
        }
        Map<String, Bytes> have = new TreeMap<>();
        ours.iterator(Bytes.EMPTY)
                .forEachRemaining(entry -> have.put(RecordedValues.hex(entry.getKey()), entry.getValue()));
        compareEntries("top", wanted, have, found);
        for (JsonNode child : expected.path("children")) {
            Map<String, String> entries = new TreeMap<>();
            for (JsonNode entry : child.path("entries")) {
                entries.put(values.text(entry.get(0)), values.text(entry.get(1)));
            }
            Map<String, Bytes> mine = new TreeMap<>();
            ours.child(values.bytes(child.path("trie_id")))
                    .entries()
                    .forEach(entry -> mine.put(RecordedValues.hex(entry.getKey()), entry.getValue()));
            compareEntries("child " + child.path("trie_id").asString(), entries, mine, found);
        }
    }

    private static void compareEntries(
            String where, Map<String, String> expected, Map<String, Bytes> ours, List<String> found) {
        expected.forEach((key, value) -> {
            Bytes mine = ours.get(key);
            if (mine == null) {
                found.add(where + " " + key + ": missing, expected " + PinkPlayer.shorten(value));
            } else {
                PinkPlayer.compare(where + " " + key, value, mine, found);
            }
        });
        ours.forEach((key, value) -> {
            if (!expected.containsKey(key)) {
                found.add(where + " " + key + ": unexpected, ours " + PinkPlayer.shorten(value.toHex()));
            }
        });
    }
}
