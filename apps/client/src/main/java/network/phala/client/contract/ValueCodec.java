package network.phala.client.contract;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.phala.client.contract.TypeRegistry.Case;
import network.phala.client.contract.TypeRegistry.Field;
import network.phala.client.contract.TypeRegistry.Type;
import network.phala.metadata.MetadataV14;
import network.phala.primitives.Bytes;
import network.phala.primitives.Hex;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON (or plain text) to SCALE and back, by the types of one bundle.
///
/// Numbers may be digits or text; bytes are `0x…` text; accounts are `0x…`, SS58 or a development name (`//Alice`);
/// a variant is `"Name"` or `{"Name": …}`; `Option` is `null` or the value; structs are objects, tuples are lists.
public final class ValueCodec {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEPTH_MAX = 64;
    private static final Map<String, Integer> INTEGER_BYTES = Map.ofEntries(
            Map.entry("u8", 1),
            Map.entry("u16", 2),
            Map.entry("u32", 4),
            Map.entry("u64", 8),
            Map.entry("u128", 16),
            Map.entry("u256", 32),
            Map.entry("i8", 1),
            Map.entry("i16", 2),
            Map.entry("i32", 4),
            Map.entry("i64", 8),
            Map.entry("i128", 16),
            Map.entry("i256", 32));

    private final TypeRegistry types;

    ValueCodec(TypeRegistry types) {
        this.types = types;
    }

    /// The values of a chain, by its own metadata.
    public static ValueCodec of(MetadataV14 metadata) {
        return new ValueCodec(TypeRegistry.of(metadata.types()));
    }

    /// @param text JSON, or text that stands for itself where it is not JSON
    public Bytes encode(int type, String text) throws ContractFileException {
        JsonNode value;
        try {
            value = JSON.readTree(text);
            if (value == null || value.isMissingNode()) {
                value = NODES.stringNode(text);
            }
        } catch (JacksonException e) {
            value = NODES.stringNode(text);
        }
        ScaleWriter out = new ScaleWriter();
        write(type, value, out, 0);
        return out.toBytes();
    }

    public Bytes encode(int type, JsonNode value) throws ContractFileException {
        ScaleWriter out = new ScaleWriter();
        write(type, value, out, 0);
        return out.toBytes();
    }

    public JsonNode decode(int type, Bytes bytes) throws ContractFileException {
        try {
            return read(type, new ScaleReader(bytes), 0);
        } catch (DecodeException e) {
            throw new ContractFileException(
                    "The answer " + shortened(bytes.toHex()) + " is not of its type: " + e.getMessage());
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
        return read(type, in, 0);
    }

    /// The type of a map's key, where the registry tells it (`Mapping<K, V>` of ink! 5).
    Optional<Integer> keyType(int type) {
        return types.parameter(type, "K");
    }

    JsonNode nothing() {
        return NODES.nullNode();
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
                object.set(field.label(), read(field.type(), in, 0));
            }
            in.expectEnd();
            return object;
        } catch (DecodeException e) {
            throw new ContractFileException("The fields do not decode: " + e.getMessage());
        }
    }

    private void write(int type, JsonNode value, ScaleWriter out, int depth) throws ContractFileException {
        ensureDepth(depth);
        switch (types.get(type)) {
            case Type.Primitive(var name) -> writePrimitive(name, value, out);
            case Type.Composite(var path, var fields) -> {
                int limbs = value.isNumber() || value.isString() ? limbs(path, fields) : 0;
                if (limbs > 0) {
                    writeNumber(number(value, Long.BYTES * limbs, false), Long.BYTES * limbs, out);
                } else {
                    writeFields(path, fields, value, out, depth);
                }
            }
            case Type.Variant(var path, var cases) -> writeVariant(path, cases, value, out, depth);
            case Type.Sequence(var element) -> writeList(element, value, -1, out, depth);
            case Type.Array(var length, var element) -> writeList(element, value, length, out, depth);
            case Type.Tuple(var elements) -> writeTuple(elements, value, out, depth);
            case Type.Compact(var inner) -> out.writeCompact(number(value, integerBytes(inner), false));
        }
    }

    private static void writeNumber(BigInteger number, int sizeBytes, ScaleWriter out) {
        for (int i = 0; i < sizeBytes; i++) {
            out.writeByte(number.shiftRight(8 * i).intValue());
        }
    }

    private void writePrimitive(String name, JsonNode value, ScaleWriter out) throws ContractFileException {
        Integer size = INTEGER_BYTES.get(name);
        if (size != null) {
            writeNumber(number(value, size, name.startsWith("i")), size, out);
        } else if (name.equals("bool")) {
            if (!value.isBoolean()) {
                throw new ContractFileException(shown(value) + " given; expected true or false");
            }
            out.writeBoolean(value.asBoolean());
        } else if (name.equals("str")) {
            out.writeVec(Bytes.ofUtf8(value.isString() ? value.asString() : value.toString()));
        } else if (name.equals("char")
                && value.isString()
                && value.asString().codePointCount(0, value.asString().length()) == 1) {
            out.writeInt(value.asString().codePointAt(0));
        } else {
            throw new ContractFileException(shown(value) + " given; expected a value of type " + name);
        }
    }

    private void writeFields(List<String> path, List<Field> fields, JsonNode value, ScaleWriter out, int depth)
            throws ContractFileException {
        if (value.isString() && isAccount(path)) {
            out.write(Accounts.parse(value.asString()).value().unsafeArray());
        } else if (fields.size() == 1
                && !(value.isObject() && fields.getFirst().name().isPresent())) {
            JsonNode only = value.isArray()
                            && value.size() == 1
                            && fields.getFirst().name().isEmpty()
                            && !isList(fields.getFirst().type())
                    ? value.get(0)
                    : value;
            write(fields.getFirst().type(), only, out, depth + 1);
        } else if (value.isObject()) {
            for (Field field : fields) {
                String name = field.name()
                        .orElseThrow(
                                () -> new ContractFileException("an object given for a tuple struct; expected a list"));
                if (!value.has(name)) {
                    throw new ContractFileException("field " + name + " is missing in " + shown(value));
                }
                write(field.type(), value.get(name), out, depth + 1);
            }
        } else {
            writeTuple(fields.stream().map(Field::type).toList(), value, out, depth);
        }
    }

    private boolean isList(int type) throws ContractFileException {
        return switch (types.get(type)) {
            case Type.Sequence _, Type.Array _, Type.Tuple _ -> true;
            default -> false;
        };
    }

    private void writeVariant(List<String> path, List<Case> cases, JsonNode value, ScaleWriter out, int depth)
            throws ContractFileException {
        if (isOption(path, cases)) {
            out.writeBoolean(!value.isNull());
            if (!value.isNull()) {
                JsonNode inner = isSome(value) ? value.get("Some") : value;
                write(cases.getLast().fields().getFirst().type(), inner, out, depth + 1);
            }
            return;
        }
        String name = value.isString()
                ? value.asString()
                : value.isObject() && value.size() == 1
                        ? value.propertyNames().iterator().next()
                        : "";
        for (Case one : cases) {
            if (one.name().equals(name)) {
                out.writeByte(one.index());
                JsonNode inner = value.isString() ? NODES.arrayNode() : value.get(name);
                if (one.fields().isEmpty()) {
                    return;
                }
                writeFields(List.of(), one.fields(), inner, out, depth + 1);
                return;
            }
        }
        throw new ContractFileException(shown(value) + " given; expected one of "
                + String.join(", ", cases.stream().map(Case::name).toList()));
    }

    private void writeList(int element, JsonNode value, int length, ScaleWriter out, int depth)
            throws ContractFileException {
        if (value.isString() && isByte(element)) {
            byte[] bytes = value.asString().startsWith("0x")
                    ? parseHex(value.asString())
                    : Bytes.ofUtf8(value.asString()).unsafeArray();
            ensureLength(bytes.length, length);
            if (length < 0) {
                out.writeCompact(bytes.length);
            }
            out.write(bytes);
            return;
        }
        if (!value.isArray()) {
            throw new ContractFileException(shown(value) + " given; expected a list");
        }
        ensureLength(value.size(), length);
        if (length < 0) {
            out.writeCompact(value.size());
        }
        for (JsonNode item : value) {
            write(element, item, out, depth + 1);
        }
    }

    private void writeTuple(List<Integer> elements, JsonNode value, ScaleWriter out, int depth)
            throws ContractFileException {
        if (elements.isEmpty()) {
            return;
        }
        if (!value.isArray() || value.size() != elements.size()) {
            throw new ContractFileException(shown(value) + " given; expected a list of " + elements.size());
        }
        for (int i = 0; i < elements.size(); i++) {
            write(elements.get(i), value.get(i), out, depth + 1);
        }
    }

    private JsonNode read(int type, ScaleReader in, int depth) throws ContractFileException, DecodeException {
        ensureDepth(depth);
        return switch (types.get(type)) {
            case Type.Primitive(var name) -> readPrimitive(name, in);
            case Type.Composite(var path, var fields) -> {
                int limbs = limbs(path, fields);
                yield limbs > 0
                        ? integer(readNumber(in, Long.BYTES * limbs, false))
                        : isAccount(path)
                                ? NODES.stringNode(Accounts.format(in.readArray(32)))
                                : readFields(fields, in, depth);
            }
            case Type.Variant(var path, var cases) -> readVariant(path, cases, in, depth);
            case Type.Sequence(var element) -> readList(element, -1, in, depth);
            case Type.Array(var length, var element) -> readList(element, length, in, depth);
            case Type.Tuple(var elements) -> elements.isEmpty() ? NODES.nullNode() : readAll(elements, in, depth);
            case Type.Compact _ -> integer(in.readCompactBig());
        };
    }

    private JsonNode readPrimitive(String name, ScaleReader in) throws DecodeException, ContractFileException {
        Integer size = INTEGER_BYTES.get(name);
        if (size != null) {
            return integer(readNumber(in, size, name.startsWith("i")));
        }
        return switch (name) {
            case "bool" -> NODES.booleanNode(in.readBoolean());
            case "str" -> NODES.stringNode(in.readVec().toUtf8());
            case "char" -> NODES.stringNode(new String(Character.toChars(in.readInt())));
            default -> throw new ContractFileException("primitive type " + name + " is unknown");
        };
    }

    private static BigInteger readNumber(ScaleReader in, int sizeBytes, boolean signed) throws DecodeException {
        byte[] little = in.readArray(sizeBytes);
        byte[] big = new byte[sizeBytes];
        for (int i = 0; i < sizeBytes; i++) {
            big[i] = little[sizeBytes - 1 - i];
        }
        return signed ? new BigInteger(big) : new BigInteger(1, big);
    }

    private JsonNode readFields(List<Field> fields, ScaleReader in, int depth)
            throws ContractFileException, DecodeException {
        if (fields.isEmpty()) {
            return NODES.nullNode();
        }
        if (fields.stream().allMatch(field -> field.name().isPresent())) {
            ObjectNode object = NODES.objectNode();
            for (Field field : fields) {
                object.set(field.name().orElseThrow(), read(field.type(), in, depth + 1));
            }
            return object;
        }
        return fields.size() == 1
                ? read(fields.getFirst().type(), in, depth + 1)
                : readAll(fields.stream().map(Field::type).toList(), in, depth);
    }

    private JsonNode readVariant(List<String> path, List<Case> cases, ScaleReader in, int depth)
            throws ContractFileException, DecodeException {
        int start = in.offset();
        int index = in.readByte();
        for (Case one : cases) {
            if (one.index() == index) {
                if (isOption(path, cases)) {
                    return index == 0
                            ? NODES.nullNode()
                            : some(read(one.fields().getFirst().type(), in, depth + 1));
                }
                return one.fields().isEmpty()
                        ? NODES.stringNode(one.name())
                        : NODES.objectNode().set(one.name(), readFields(one.fields(), in, depth + 1));
            }
        }
        throw new DecodeException(start, "variant " + index + " of " + String.join("::", path) + " is unknown");
    }

    /// The value itself where it cannot be taken for `None`, or for the wrapping.
    private static JsonNode some(JsonNode value) {
        return value.isNull() || isSome(value) ? NODES.objectNode().set("Some", value) : value;
    }

    private static boolean isSome(JsonNode value) {
        return value.isObject() && value.size() == 1 && value.has("Some");
    }

    private JsonNode readList(int element, int length, ScaleReader in, int depth)
            throws ContractFileException, DecodeException {
        int count = length < 0 ? in.readLength(isByte(element) ? 1 : 0) : length;
        if (isByte(element)) {
            return NODES.stringNode(Hex.withPrefix(in.readArray(count)));
        }
        ArrayNode list = NODES.arrayNode();
        for (int i = 0; i < count; i++) {
            if (in.remaining() == 0 && i > 4096) {
                throw new DecodeException(in.offset(), count + " elements without bytes");
            }
            list.add(read(element, in, depth + 1));
        }
        return list;
    }

    private ArrayNode readAll(List<Integer> elements, ScaleReader in, int depth)
            throws ContractFileException, DecodeException {
        ArrayNode list = NODES.arrayNode();
        for (int element : elements) {
            list.add(read(element, in, depth + 1));
        }
        return list;
    }

    /// Numbers beyond 2^53 become text, as JavaScript clients expect.
    private static JsonNode integer(BigInteger number) {
        return number.bitLength() <= 53
                ? NODES.numberNode(number.longValueExact())
                : NODES.stringNode(number.toString());
    }

    private static BigInteger number(JsonNode value, int sizeBytes, boolean signed) throws ContractFileException {
        BigInteger number;
        try {
            String digits = value.isString() ? value.asString().replace("_", "").replace(",", "") : value.toString();
            number = digits.startsWith("0x") ? new BigInteger(digits.substring(2), 16) : new BigInteger(digits);
        } catch (NumberFormatException e) {
            throw new ContractFileException(shown(value) + " given; expected a whole number");
        }
        int bits = 8 * sizeBytes;
        boolean fits = signed ? number.bitLength() < bits : number.signum() >= 0 && number.bitLength() <= bits;
        if (!fits) {
            throw new ContractFileException(number + " does not fit " + (signed ? "i" : "u") + bits);
        }
        return number;
    }

    private int integerBytes(int type) throws ContractFileException {
        return switch (types.get(type)) {
            case Type.Primitive(var name) ->
                Optional.ofNullable(INTEGER_BYTES.get(name)).orElse(67);
            case Type.Composite(var _, var fields)
            when fields.size() == 1 -> integerBytes(fields.getFirst().type());
            default -> throw new ContractFileException("compact type " + type + " is no number");
        };
    }

    private boolean isByte(int type) throws ContractFileException {
        return types.get(type) instanceof Type.Primitive(var name) && name.equals("u8");
    }

    static boolean isAccount(List<String> path) {
        return !path.isEmpty()
                && (path.getLast().equals("AccountId") || path.getLast().equals("AccountId32"));
    }

    /// Of how many words of 64 bits one of the large numbers consists (`U256` and its like of crate primitive-types); 0
    /// for every other type.
    private int limbs(List<String> path, List<Field> fields) throws ContractFileException {
        return !path.isEmpty()
                        && path.getLast().matches("U\\d+")
                        && fields.size() == 1
                        && types.get(fields.getFirst().type()) instanceof Type.Array(int length, int element)
                        && types.get(element) instanceof Type.Primitive(var name)
                        && name.equals("u64")
                        && path.getLast().equals("U" + 64L * length)
                ? length
                : 0;
    }

    static boolean isOption(List<String> path, List<Case> cases) {
        return path.equals(List.of("Option"))
                && cases.size() == 2
                && cases.getLast().fields().size() == 1;
    }

    private static void ensureLength(int found, int expected) throws ContractFileException {
        if (expected >= 0 && found != expected) {
            throw new ContractFileException(found + " elements given; expected " + expected);
        }
    }

    private static void ensureDepth(int depth) throws ContractFileException {
        if (depth > DEPTH_MAX) {
            throw new ContractFileException("types nested deeper than " + DEPTH_MAX);
        }
    }

    private static byte[] parseHex(String text) throws ContractFileException {
        try {
            return Hex.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ContractFileException(String.valueOf(e.getMessage()));
        }
    }

    private static String shown(JsonNode value) {
        return shortened(value.toString());
    }

    private static String shortened(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }
}
