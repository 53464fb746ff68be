package network.phala.golden.node;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import network.phala.primitives.Bytes;
import network.phala.storage.State;
import network.phala.trie.Trie;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The observations, as resources of this module.
public final class NodeFiles {
    private static final String FOLDER = "/network/phala/golden/node/";

    private NodeFiles() {}

    public static JsonNode json(String name) {
        try (InputStream in = unpacked(name + ".json.gz")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Bytes bytes(String name) {
        try (InputStream in = unpacked(name + ".gz")) {
            return Bytes.wrap(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String text(String name) {
        try (InputStream in = open(name)) {
            return Bytes.wrap(in.readAllBytes()).toUtf8();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream unpacked(String name) throws IOException {
        return new BufferedInputStream(new GZIPInputStream(open(name)));
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = NodeFiles.class.getResourceAsStream(FOLDER + name);
        if (in == null) {
            throw new FileNotFoundException(name + " is not among the packaged observations");
        }
        return in;
    }

    /// A JSON object of hex keys and hex values; a null value removes.
    static Map<Bytes, @Nullable Bytes> storage(JsonNode object) {
        Map<Bytes, @Nullable Bytes> entries = new TreeMap<>();
        Iterator<Map.Entry<String, JsonNode>> fields = object.properties().iterator();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            entries.put(
                    Bytes.fromHex(field.getKey()),
                    field.getValue().isNull()
                            ? null
                            : Bytes.fromHex(field.getValue().asString()));
        }
        return entries;
    }

    /// The state that a genesis file describes.
    public static State genesis(String name) {
        return apply(State.EMPTY, storage(json(name).get("storage")));
    }

    static State apply(State state, Map<Bytes, @Nullable Bytes> changes) {
        Trie trie = state.top();
        for (Map.Entry<Bytes, @Nullable Bytes> change : changes.entrySet()) {
            Bytes value = change.getValue();
            trie = value == null ? trie.remove(change.getKey()) : trie.put(change.getKey(), value);
        }
        return new State(trie);
    }
}
