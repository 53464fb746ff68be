package network.phala.client.contract;

import java.util.List;
import network.phala.client.contract.TypeRegistry.Case;
import network.phala.client.contract.TypeRegistry.Field;
import network.phala.client.contract.TypeRegistry.Type;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A small value of each type, as [ValueCodec] reads it: to show people what an argument looks like, and to call
/// contracts of which nothing but the bundle is known.
final class ExampleValues {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    /// From here on lists are empty and options absent, so that types which contain themselves end.
    private static final int SHORT_DEPTH = 6;

    private static final int DEPTH_MAX = 24;
    private static final int LENGTH_MAX = 4096;

    private final TypeRegistry types;
    private final int seed;

    ExampleValues(TypeRegistry types, int seed) {
        this.types = types;
        this.seed = seed;
    }

    JsonNode of(int type) throws ContractFileException {
        return of(type, 0);
    }

    private JsonNode of(int type, int depth) throws ContractFileException {
        if (depth > DEPTH_MAX) {
            throw new ContractFileException("type " + type + " has no value of less than " + DEPTH_MAX + " levels");
        }
        return switch (types.get(type)) {
            case Type.Primitive(var name) -> primitive(name);
            case Type.Compact _ -> NODES.numberNode(1 + seed);
            case Type.Composite(var path, var fields) ->
                TypeRegistry.isAccount(path)
                        ? NODES.stringNode(seed % 2 == 0 ? "//Alice" : "//Bob")
                        : fields(fields, depth);
            case Type.Variant(var path, var cases) -> variant(path, cases, depth);
            case Type.Sequence(var element) -> list(element, depth > SHORT_DEPTH ? 0 : 1, depth);
            case Type.Array(var length, var element) -> list(element, length, depth);
            case Type.Tuple(var elements) -> {
                ArrayNode list = NODES.arrayNode();
                for (int element : elements) {
                    list.add(of(element, depth + 1));
                }
                yield elements.isEmpty() ? NODES.nullNode() : list;
            }
        };
    }

    private JsonNode primitive(String name) {
        return switch (name) {
            case "bool" -> NODES.booleanNode(seed % 2 == 0);
            case "str" -> NODES.stringNode(seed == 0 ? "text" : "text " + seed);
            case "char" -> NODES.stringNode(String.valueOf((char) ('a' + seed % 26)));
            default -> NODES.numberNode(1 + seed);
        };
    }

    private JsonNode fields(List<Field> fields, int depth) throws ContractFileException {
        if (fields.stream().allMatch(field -> field.name().isPresent())) {
            ObjectNode object = NODES.objectNode();
            for (Field field : fields) {
                object.set(field.name().orElseThrow(), of(field.type(), depth + 1));
            }
            return object;
        }
        if (fields.size() == 1) {
            return of(fields.getFirst().type(), depth + 1);
        }
        ArrayNode list = NODES.arrayNode();
        for (Field field : fields) {
            list.add(of(field.type(), depth + 1));
        }
        return list;
    }

    private JsonNode variant(List<String> path, List<Case> cases, int depth) throws ContractFileException {
        if (cases.isEmpty()) {
            throw new ContractFileException(String.join("::", path) + " has no variants, and so no value");
        }
        if (TypeRegistry.isOption(path, cases)) {
            return depth > SHORT_DEPTH
                    ? NODES.nullNode()
                    : of(cases.getLast().fields().getFirst().type(), depth + 1);
        }
        Case chosen = cases.get(depth > SHORT_DEPTH ? 0 : seed % cases.size());
        return chosen.fields().isEmpty()
                ? NODES.stringNode(chosen.name())
                : NODES.objectNode().set(chosen.name(), fields(chosen.fields(), depth + 1));
    }

    private JsonNode list(int element, int length, int depth) throws ContractFileException {
        if (length > LENGTH_MAX) {
            throw new ContractFileException("an array of " + length + " elements; at most " + LENGTH_MAX);
        }
        if (types.get(element) instanceof Type.Primitive(var name) && name.equals("u8")) {
            return NODES.stringNode("0x" + "%02x".formatted(1 + seed % 255).repeat(length));
        }
        ArrayNode list = NODES.arrayNode();
        for (int i = 0; i < length; i++) {
            list.add(of(element, depth + 1));
        }
        return list;
    }
}
