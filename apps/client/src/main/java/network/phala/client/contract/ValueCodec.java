package network.phala.client.contract;

import java.util.List;
import java.util.Optional;
import network.phala.client.contract.TypeRegistry.Field;
import network.phala.client.contract.TypeRegistry.Type;
import network.phala.metadata.MetadataV14;
import network.phala.primitives.Bytes;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON (or plain text) to SCALE and back, by the types of one bundle.
///
/// Numbers may be digits or text; bytes are `0x…` text; accounts are `0x…`, SS58 or a development name (`//Alice`);
/// a variant is `"Name"` or `{"Name": …}`; `Option` is `null` or the value; structs are objects, tuples are lists.
public final class ValueCodec {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private final TypeRegistry types;
    private final ValueReader reader;
    private final ValueWriter writer;

    ValueCodec(TypeRegistry types) {
        this.types = types;
        this.reader = new ValueReader(types);
        this.writer = new ValueWriter(types);
    }

    /// The values of a chain, by its own metadata.
    public static ValueCodec of(MetadataV14 metadata) {
        return new ValueCodec(TypeRegistry.of(metadata.types()));
    }

    /// @param text JSON, or text that stands for itself: where it is not JSON, and where text is wanted but JSON has
    ///     something else in it (`1.10`)
    public Bytes encode(int type, String text) throws ContractFileException {
        return writer.written(type, writer.typed(type, text));
    }

    public Bytes encode(int type, JsonNode value) throws ContractFileException {
        return writer.written(type, value);
    }

    /// A value, whatever lies behind it.
    public JsonNode decode(int type, Bytes bytes) throws ContractFileException {
        return decode(type, bytes, false);
    }

    /// @param whole whether the value has to be all there is
    JsonNode decode(int type, Bytes bytes, boolean whole) throws ContractFileException {
        try {
            ScaleReader in = new ScaleReader(bytes);
            JsonNode value = read(type, in);
            if (whole) {
                in.expectEnd();
            }
            return value;
        } catch (DecodeException e) {
            throw new ContractFileException(
                    "The answer " + ValueWriter.shortened(bytes.toHex()) + " is not of its type: " + e.getMessage());
        }
    }

    /// A small value of the type, as [#encode(int, JsonNode)] reads it; another one for another `seed` (0 and up).
    ///
    /// @throws ContractFileException when the type has no value
    public JsonNode example(int type, int seed) throws ContractFileException {
        return new ExampleValues(types, seed).of(type);
    }

    /// One value from where the reader stands.
    JsonNode read(int type, ScaleReader in) throws ContractFileException, DecodeException {
        return reader.read(type, in, 0);
    }

    /// The type of a map's key, where the registry tells it (`Mapping<K, V>` of ink! 5).
    Optional<Integer> keyType(int type) {
        return types.parameter(type, "K");
    }

    /// Whether the type is the `StorageVec<V>` of ink! 5.
    boolean isStorageVec(int type) throws ContractFileException {
        return types.get(type) instanceof Type.Composite(var path, var _)
                && !path.isEmpty()
                && path.getLast().equals("StorageVec");
    }

    JsonNode nothing() {
        return NODES.nullNode();
    }

    boolean isOption(int type) throws ContractFileException {
        return types.get(type) instanceof Type.Variant(var path, var cases) && TypeRegistry.isOption(path, cases);
    }

    /// Whether the type is Rust's `Result`.
    boolean isResult(int type) throws ContractFileException {
        return types.get(type) instanceof Type.Variant(var path, var cases)
                && path.equals(List.of("Result"))
                && cases.size() == 2;
    }

    /// Whether the type is the `Result<T, LangError>` that ink! 4 and 5 put around every answer.
    boolean isLanguageResult(int type) throws ContractFileException {
        return isResult(type)
                && types.get(type) instanceof Type.Variant(var _, var cases)
                && cases.getLast().fields().size() == 1
                && types.get(cases.getLast().fields().getFirst().type()) instanceof Type.Variant(var error, var _)
                && !error.isEmpty()
                && error.getLast().equals("LangError");
    }

    /// What a `Result` holds when it is `Ok`; absent for a variant without a value.
    Optional<Integer> okType(int result) throws ContractFileException {
        return types.get(result) instanceof Type.Variant(var _, var cases)
                ? cases.getFirst().fields().stream().map(Field::type).findFirst()
                : Optional.empty();
    }

    /// Named values one after another, with nothing behind them.
    JsonNode decodeFields(List<ContractFile.Argument> fields, Bytes bytes) throws ContractFileException {
        try {
            ScaleReader in = new ScaleReader(bytes);
            ObjectNode object = NODES.objectNode();
            for (ContractFile.Argument field : fields) {
                object.set(field.label(), read(field.type(), in));
            }
            in.expectEnd();
            return object;
        } catch (DecodeException e) {
            throw new ContractFileException("The fields do not decode: " + e.getMessage());
        }
    }
}
