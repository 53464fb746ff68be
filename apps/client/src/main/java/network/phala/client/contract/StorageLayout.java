package network.phala.client.contract;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.phala.crypto.Blake2b;
import network.phala.primitives.Bytes;
import network.phala.primitives.Hex;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Where a contract keeps its fields, as its bundle tells (`storage`), to show its storage in its own words.
///
/// ink! 4 and 5 keep all plain fields as one value under the root key, and each entry of a mapping under the mapping's
/// key with the entry's own behind it. ink! 3 keeps a cell a field. What is not to be read that way is left out.
public final class StorageLayout {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DIGEST = 16;

    private final JsonNode json;
    private final ValueCodec values;

    StorageLayout(JsonNode json, ValueCodec values) {
        this.json = json;
        this.values = values;
    }

    /// The storage as a JSON object: fields by name, mappings as objects. Keys of mappings are hex where
    /// the bundle does not tell their type (before ink! 5).
    ///
    /// @param stored what lies in the contract's child trie, by hashed key
    /// @throws ContractFileException when a value is not of its type
    public JsonNode read(SortedMap<Bytes, Bytes> stored) throws ContractFileException {
        Reading reading = new Reading(stored);
        try {
            return json.has("root") ? reading.root(json.path("root")) : reading.cells(json);
        } catch (DecodeException e) {
            throw new ContractFileException("The storage is not laid out as the bundle says: " + e.getMessage());
        }
    }

    private final class Reading {
        private final SortedMap<Bytes, Bytes> stored;
        /// Variable keys, which the hash does not hide.
        private final SortedMap<Bytes, Bytes> plain = new TreeMap<>();

        Reading(SortedMap<Bytes, Bytes> stored) {
            this.stored = stored;
            for (Map.Entry<Bytes, Bytes> entry : stored.entrySet()) {
                Bytes hashed = entry.getKey();
                if (hashed.size() >= DIGEST) {
                    Bytes key = hashed.slice(DIGEST, hashed.size());
                    if (Bytes.wrap(Blake2b.digest128(key.toArray())).equals(hashed.slice(0, DIGEST))) {
                        plain.put(key, entry.getValue());
                    }
                }
            }
        }

        /// A value of its own: the contract's, or what a `Lazy` or `Mapping` keeps apart.
        JsonNode root(JsonNode root) throws ContractFileException, DecodeException {
            Bytes written = Bytes.fromHex(root.path("root_key").asString());
            // ink! 4 writes the number in its key, ink! 5 the bytes of the key.
            Bytes key = root.has("ty") ? written : reversed(written);
            Bytes value = plain.get(key);
            JsonNode layout = root.path("layout");
            if (root.path("ty").isInt() && values.isStorageVec(root.path("ty").asInt())) {
                return elements(key, layout);
            }
            Optional<Integer> keyType =
                    root.path("ty").isInt() ? values.keyType(root.path("ty").asInt()) : Optional.empty();
            if (value != null && keyType.isEmpty()) {
                return value(layout, new ScaleReader(value));
            }
            ObjectNode entries = NODES.objectNode();
            for (Map.Entry<Bytes, Bytes> entry : plain.tailMap(key).entrySet()) {
                if (!entry.getKey().startsWith(key)) {
                    break;
                }
                Bytes own = entry.getKey().slice(key.size(), entry.getKey().size());
                entries.set(name(keyType, own), entry(layout, entry.getValue()));
            }
            return entries;
        }

        /// ink! 5's `StorageVec`: the length under the key, each element under the key with its index (u32) behind it.
        private ArrayNode elements(Bytes key, JsonNode layout) throws ContractFileException, DecodeException {
            ArrayNode list = NODES.arrayNode();
            Bytes length = plain.get(key);
            long count = length == null ? 0 : Integer.toUnsignedLong(new ScaleReader(length).readInt());
            for (int i = 0; i < Math.min(count, plain.size()); i++) {
                ScaleWriter index = new ScaleWriter();
                index.writeInt(i);
                Bytes value = plain.get(key.concat(index.toBytes()));
                list.add(value == null ? NODES.nullNode() : entry(layout, value));
            }
            return list;
        }

        /// Libraries keep other things, such as counters, beside the entries that the layout tells of: they are shown
        /// as they lie.
        private JsonNode entry(JsonNode layout, Bytes value) throws ContractFileException {
            try {
                return value(layout, new ScaleReader(value));
            } catch (DecodeException e) {
                return NODES.stringNode(value.toHex());
            }
        }

        private static Bytes reversed(Bytes bytes) {
            byte[] reversed = new byte[bytes.size()];
            for (int i = 0; i < reversed.length; i++) {
                reversed[i] = bytes.get(reversed.length - 1 - i);
            }
            return Bytes.wrap(reversed);
        }

        private String name(Optional<Integer> type, Bytes key) throws ContractFileException {
            if (type.isEmpty()) {
                return key.toHex();
            }
            JsonNode decoded = values.decode(type.get(), key);
            return decoded.isString() ? decoded.asString() : decoded.toString();
        }

        private JsonNode value(JsonNode layout, ScaleReader in) throws ContractFileException, DecodeException {
            if (layout.has("leaf")) {
                return values.read(layout.path("leaf").path("ty").asInt(), in);
            }
            if (layout.has("root")) {
                return root(layout.path("root"));
            }
            if (layout.has("struct")) {
                return fields(layout.path("struct").path("fields"), in);
            }
            if (layout.has("enum")) {
                int variant = in.readByte();
                JsonNode chosen = layout.path("enum").path("variants").path(Integer.toString(variant));
                if (chosen.isMissingNode()) {
                    throw new DecodeException(in.offset() - 1, "variant " + variant + " is unknown");
                }
                String label = chosen.path("name").asString();
                return chosen.path("fields").isEmpty()
                        ? NODES.stringNode(label)
                        : NODES.objectNode().set(label, fields(chosen.path("fields"), in));
            }
            if (layout.has("array")) {
                var list = NODES.arrayNode();
                for (int left = layout.path("array").path("len").asInt(); left > 0; left--) {
                    list.add(value(layout.path("array").path("layout"), in));
                }
                return list;
            }
            throw new ContractFileException("storage layout " + layout.propertyNames() + " is unknown");
        }

        private JsonNode fields(JsonNode fields, ScaleReader in) throws ContractFileException, DecodeException {
            ObjectNode object = NODES.objectNode();
            ArrayNode list = NODES.arrayNode();
            for (JsonNode field : fields) {
                String name = field.path("name").asString();
                JsonNode value = value(field.path("layout"), in);
                if (name.equals(Integer.toString(list.size()))) {
                    list.add(value);
                } else {
                    object.set(name, value);
                }
            }
            if (list.isEmpty() || !object.isEmpty()) {
                return object;
            }
            return list.size() == 1 ? list.get(0) : list;
        }

        /// ink! 3 counts the cells behind an enumeration wrongly, so that its bundles may name another
        /// one's: what is not of the type is shown as it lies there.
        private JsonNode cell(int type, Bytes value) throws ContractFileException {
            try {
                ScaleReader in = new ScaleReader(value);
                JsonNode read = values.read(type, in);
                in.expectEnd();
                return read;
            } catch (DecodeException e) {
                return NODES.stringNode(value.toHex());
            }
        }

        /// ink! 3: every cell under the hash of its key of 32 bytes.
        JsonNode cells(JsonNode layout) throws ContractFileException {
            if (layout.has("cell")) {
                byte[] key = Hex.parse(layout.path("cell").path("key").asString());
                Bytes value = stored.get(Bytes.wrap(Blake2b.digest256(key)));
                return value == null
                        ? NODES.nullNode()
                        : cell(layout.path("cell").path("ty").asInt(), value);
            }
            ObjectNode object = NODES.objectNode();
            for (JsonNode field : layout.path("struct").path("fields")) {
                if (field.path("layout").has("cell") || field.path("layout").has("struct")) {
                    object.set(field.path("name").asString(), cells(field.path("layout")));
                }
            }
            return object;
        }
    }
}
