package network.phala.client.contract;

import java.math.BigInteger;
import java.util.List;
import network.phala.client.contract.TypeRegistry.Case;
import network.phala.client.contract.TypeRegistry.Field;
import network.phala.client.contract.TypeRegistry.Type;
import network.phala.primitives.Hex;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// SCALE to JSON: the forms that [ValueCodec] names.
record ValueReader(TypeRegistry types) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    JsonNode read(int type, ScaleReader in, int depth) throws ContractFileException, DecodeException {
        TypeRegistry.ensureDepth(depth);
        return switch (types.get(type)) {
            case Type.Primitive(var name) -> readPrimitive(name, in);
            case Type.Composite(var path, var fields) -> {
                int limbs = types.limbs(path, fields);
                yield limbs > 0
                        ? integer(readNumber(in, Long.BYTES * limbs, false))
                        : TypeRegistry.isAccount(path)
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
        Integer size = TypeRegistry.INTEGER_BYTES.get(name);
        if (size != null) {
            return integer(readNumber(in, size, name.startsWith("i")));
        }
        return switch (name) {
            case "bool" -> NODES.booleanNode(in.readBoolean());
            case "str" -> NODES.stringNode(in.readString());
            case "char" -> {
                int start = in.offset();
                int point = in.readInt();
                if (!Character.isValidCodePoint(point)) {
                    throw new DecodeException(start, "character " + point + " is beyond Unicode");
                }
                yield NODES.stringNode(Character.toString(point));
            }
            default -> throw new ContractFileException("primitive type " + name + " is unknown");
        };
    }

    static BigInteger readNumber(ScaleReader in, int sizeBytes, boolean signed) throws DecodeException {
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
                if (TypeRegistry.isOption(path, cases)) {
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

    static boolean isSome(JsonNode value) {
        return value.isObject() && value.size() == 1 && value.has("Some");
    }

    private JsonNode readList(int element, int length, ScaleReader in, int depth)
            throws ContractFileException, DecodeException {
        int count = length < 0 ? in.readLength(types.isByte(element) ? 1 : 0) : length;
        if (types.isByte(element)) {
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
}
