package network.phala.client.contract;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import network.phala.client.contract.TypeRegistry.Case;
import network.phala.client.contract.TypeRegistry.Field;
import network.phala.client.contract.TypeRegistry.Type;
import network.phala.primitives.Bytes;
import network.phala.primitives.Hex;
import network.phala.scale.ScaleWriter;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// JSON, or what was typed, to SCALE: the forms that [ValueCodec] names.
record ValueWriter(TypeRegistry types) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    Bytes written(int type, JsonNode value) throws ContractFileException {
        ScaleWriter out = new ScaleWriter();
        write(type, value, out, 0);
        return out.toBytes();
    }

    /// What was typed for a value of this type.
    JsonNode typed(int type, String text) throws ContractFileException {
        JsonNode literal = NODES.stringNode(text);
        JsonNode value;
        try {
            value = JSON.readTree(text);
        } catch (JacksonException e) {
            return literal;
        }
        if (value == null || value.isMissingNode()) {
            return literal;
        }
        boolean optional = types.get(type) instanceof Type.Variant && (value.isNull() || ValueReader.isSome(value));
        return isText(type, 0) && !value.isString() && !optional ? literal : value;
    }

    /// Whether the type is text, wrapped or optional too.
    private boolean isText(int type, int depth) throws ContractFileException {
        TypeRegistry.ensureDepth(depth);
        return switch (types.get(type)) {
            case Type.Primitive(var name) -> name.equals("str");
            case Type.Composite(var _, var fields) ->
                fields.size() == 1
                        && fields.getFirst().name().isEmpty()
                        && isText(fields.getFirst().type(), depth + 1);
            case Type.Variant(var path, var cases) ->
                TypeRegistry.isOption(path, cases)
                        && isText(cases.getLast().fields().getFirst().type(), depth + 1);
            default -> false;
        };
    }

    private void write(int type, JsonNode value, ScaleWriter out, int depth) throws ContractFileException {
        TypeRegistry.ensureDepth(depth);
        switch (types.get(type)) {
            case Type.Primitive(var name) -> writePrimitive(name, value, out);
            case Type.Composite(var path, var fields) -> {
                int limbs = value.isNumber() || value.isString() ? types.limbs(path, fields) : 0;
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
        Integer size = TypeRegistry.INTEGER_BYTES.get(name);
        if (size != null) {
            writeNumber(number(value, size, name.startsWith("i")), size, out);
        } else if (name.equals("bool")) {
            if (!value.isBoolean()) {
                throw new ContractFileException(shown(value) + " given; expected true or false");
            }
            out.writeBoolean(value.asBoolean());
        } else if (name.equals("str")) {
            if (value.isFloatingPointNumber()) {
                throw new ContractFileException(shown(value) + " given for text; put it in quotes");
            }
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
        Optional<Type.Tuple> entry = value.isObject() ? mapEntry(path, fields) : Optional.empty();
        if (value.isString() && TypeRegistry.isAccount(path)) {
            out.write(Accounts.parse(value.asString()).value().unsafeArray());
        } else if (entry.isPresent()) {
            writeMap(entry.get(), value, out, depth);
        } else if (fields.size() == 1
                && !(value.isObject() && fields.getFirst().name().isPresent())) {
            JsonNode only = value.isArray()
                            && value.size() == 1
                            && fields.getFirst().name().isEmpty()
                            && !isList(fields.getFirst().type(), 0)
                    ? value.get(0)
                    : value;
            write(fields.getFirst().type(), only, out, depth + 1);
        } else if (value.isObject()) {
            writeNamed(fields, value, out, depth);
        } else {
            writeTuple(fields.stream().map(Field::type).toList(), value, out, depth);
        }
    }

    /// An `Option` may be left out.
    private void writeNamed(List<Field> fields, JsonNode value, ScaleWriter out, int depth)
            throws ContractFileException {
        List<String> names =
                fields.stream().flatMap(field -> field.name().stream()).toList();
        if (names.size() < fields.size()) {
            throw new ContractFileException("an object given for a tuple struct; expected a list");
        }
        for (String name : value.propertyNames()) {
            if (!names.contains(name)) {
                throw new ContractFileException("there is no field " + name + "; expected " + String.join(", ", names));
            }
        }
        for (Field field : fields) {
            String name = field.name().orElseThrow();
            boolean optional = types.get(field.type()) instanceof Type.Variant(var path, var cases)
                    && TypeRegistry.isOption(path, cases);
            if (!value.has(name) && !optional) {
                throw new ContractFileException("field " + name + " is missing in " + shown(value));
            }
            write(field.type(), value.has(name) ? value.get(name) : NODES.nullNode(), out, depth + 1);
        }
    }

    /// Key and value of a `BTreeMap`: a list of pairs on the wire.
    private Optional<Type.Tuple> mapEntry(List<String> path, List<Field> fields) throws ContractFileException {
        return path.equals(List.of("BTreeMap"))
                        && fields.size() == 1
                        && types.get(fields.getFirst().type()) instanceof Type.Sequence(var element)
                        && types.get(element) instanceof Type.Tuple pair
                        && pair.elements().size() == 2
                ? Optional.of(pair)
                : Optional.empty();
    }

    private void writeMap(Type.Tuple entry, JsonNode value, ScaleWriter out, int depth) throws ContractFileException {
        out.writeCompact(value.size());
        for (var property : value.properties()) {
            int key = entry.elements().getFirst();
            write(key, typed(key, property.getKey()), out, depth + 1);
            write(entry.elements().getLast(), property.getValue(), out, depth + 1);
        }
    }

    /// Whether a list may stand for the type: as itself, or for what it wraps.
    private boolean isList(int type, int depth) throws ContractFileException {
        TypeRegistry.ensureDepth(depth);
        return switch (types.get(type)) {
            case Type.Sequence _, Type.Array _, Type.Tuple _ -> true;
            case Type.Composite(var _, var fields) ->
                fields.size() == 1 && isList(fields.getFirst().type(), depth + 1);
            case Type.Variant(var path, var cases) ->
                TypeRegistry.isOption(path, cases)
                        && isList(cases.getLast().fields().getFirst().type(), depth + 1);
            default -> false;
        };
    }

    private void writeVariant(List<String> path, List<Case> cases, JsonNode value, ScaleWriter out, int depth)
            throws ContractFileException {
        if (TypeRegistry.isOption(path, cases)) {
            int content = cases.getLast().fields().getFirst().type();
            boolean none =
                    value.isNull() || value.isString() && value.asString().equals("None") && !isText(content, 0);
            out.writeBoolean(!none);
            if (!none) {
                write(content, ValueReader.isSome(value) ? value.get("Some") : value, out, depth + 1);
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
                if (value.isString() && !isNothing(one.fields())) {
                    throw new ContractFileException(shown(value) + " given without what it holds; expected {\"" + name
                            + "\": …} with " + types.names(one.fields()));
                }
                writeFields(List.of(), one.fields(), inner, out, depth + 1);
                return;
            }
        }
        throw new ContractFileException(shown(value) + " given; expected one of "
                + String.join(", ", cases.stream().map(Case::name).toList()));
    }

    private boolean isNothing(List<Field> fields) throws ContractFileException {
        for (Field field : fields) {
            if (!(types.get(field.type()) instanceof Type.Tuple(var elements) && elements.isEmpty())) {
                return false;
            }
        }
        return true;
    }

    private void writeList(int element, JsonNode value, int length, ScaleWriter out, int depth)
            throws ContractFileException {
        if (value.isString() && types.isByte(element)) {
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
            throw new ContractFileException(shown(value) + " given; expected "
                    + (types.isByte(element) ? "0x and hexadecimal digits, text, or a list of numbers" : "a list"));
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
                Optional.ofNullable(TypeRegistry.INTEGER_BYTES.get(name)).orElse(67);
            case Type.Composite(var _, var fields)
            when fields.size() == 1 -> integerBytes(fields.getFirst().type());
            default -> throw new ContractFileException("compact type " + type + " is no number");
        };
    }

    private static void ensureLength(int found, int expected) throws ContractFileException {
        if (expected >= 0 && found != expected) {
            throw new ContractFileException(found + " elements given; expected " + expected);
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

    static String shortened(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }
}
