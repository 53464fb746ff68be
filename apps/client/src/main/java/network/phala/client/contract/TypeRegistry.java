package network.phala.client.contract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import network.phala.metadata.PortableType;
import network.phala.metadata.TypeId;
import network.phala.scale.TypeDef;
import tools.jackson.databind.JsonNode;

/// The portable type registry of a bundle (`types`), as scale-info writes it in JSON.
///
/// @param parameters of generic types: name to type id, in their order
record TypeRegistry(Map<Integer, Type> types, Map<Integer, Map<String, Integer>> parameters) {
    private static final int NAME_DEPTH_MAX = 8;
    private static final int DEPTH_MAX = 64;
    /// Of the primitive types that are numbers.
    static final Map<String, Integer> INTEGER_BYTES = Map.ofEntries(
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

    /// One type.
    sealed interface Type {
        record Primitive(String name) implements Type {}

        /// `path` is empty for types without a name.
        record Composite(List<String> path, List<Field> fields) implements Type {}

        record Variant(List<String> path, List<Case> cases) implements Type {}

        record Sequence(int element) implements Type {}

        record Array(int length, int element) implements Type {}

        record Tuple(List<Integer> elements) implements Type {}

        record Compact(int inner) implements Type {}
    }

    record Field(Optional<String> name, int type) {}

    record Case(String name, int index, List<Field> fields) {}

    /// Guards against types that contain themselves.
    static void ensureDepth(int depth) throws ContractFileException {
        if (depth > DEPTH_MAX) {
            throw new ContractFileException("types nested deeper than " + DEPTH_MAX);
        }
    }

    boolean isByte(int type) throws ContractFileException {
        return get(type) instanceof Type.Primitive(var name) && name.equals("u8");
    }

    static boolean isAccount(List<String> path) {
        return !path.isEmpty()
                && (path.getLast().equals("AccountId") || path.getLast().equals("AccountId32"));
    }

    /// Of how many words of 64 bits one of the large numbers consists (`U256` and its like of crate primitive-types); 0
    /// for every other type.
    int limbs(List<String> path, List<Field> fields) throws ContractFileException {
        return !path.isEmpty()
                        && path.getLast().matches("U\\d+")
                        && fields.size() == 1
                        && get(fields.getFirst().type()) instanceof Type.Array(int length, int element)
                        && get(element) instanceof Type.Primitive(var name)
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

    static TypeRegistry parse(JsonNode list) throws ContractFileException {
        Map<Integer, Type> types = new HashMap<>();
        Map<Integer, Map<String, Integer>> parameters = new HashMap<>();
        int position = 0;
        for (JsonNode entry : list) {
            // ink! 3.0 and later carry {id, type}; the oldest bundles count from 1.
            boolean portable = entry.has("type") && entry.has("id");
            JsonNode type = portable ? entry.path("type") : entry;
            int id = portable ? entry.path("id").asInt() : position + 1;
            types.put(id, type(type));
            parameters.put(id, parameters(type));
            position++;
        }
        return new TypeRegistry(Map.copyOf(types), Map.copyOf(parameters));
    }

    private static Map<String, Integer> parameters(JsonNode type) {
        Map<String, Integer> parameters = new LinkedHashMap<>();
        for (JsonNode parameter : type.path("params")) {
            if (parameter.path("type").isInt()) {
                parameters.put(
                        parameter.path("name").asString(""),
                        parameter.path("type").asInt());
            }
        }
        return Collections.unmodifiableMap(parameters);
    }

    /// The type as a developer would write it: `Option<Vec<u8>>`, `(String, [u32; 4])`.
    String name(int id) {
        return name(id, 0);
    }

    private String name(int id, int depth) {
        Type type = types.get(id);
        if (type == null || depth > NAME_DEPTH_MAX) {
            return "…";
        }
        return switch (type) {
            case Type.Primitive(var name) -> name.equals("str") ? "String" : name;
            case Type.Composite(var path, var fields) ->
                path.isEmpty()
                        ? "(" + names(fields.stream().map(Field::type).toList(), depth) + ")"
                        : generic(id, path.getLast(), depth);
            case Type.Variant(var path, var _) -> path.isEmpty() ? "enum" : generic(id, path.getLast(), depth);
            case Type.Sequence(var element) -> "Vec<" + name(element, depth + 1) + ">";
            case Type.Array(var length, var element) -> "[" + name(element, depth + 1) + "; " + length + "]";
            case Type.Tuple(var elements) -> "(" + names(elements, depth) + (elements.size() == 1 ? "," : "") + ")";
            case Type.Compact(var inner) -> "Compact<" + name(inner, depth + 1) + ">";
        };
    }

    private String generic(int id, String name, int depth) {
        Map<String, Integer> filled = parameters.getOrDefault(id, Map.of());
        return filled.isEmpty() ? name : name + "<" + names(List.copyOf(filled.values()), depth) + ">";
    }

    private String names(List<Integer> ids, int depth) {
        return String.join(", ", ids.stream().map(id -> name(id, depth + 1)).toList());
    }

    /// Fields as a developer would write them: `u32, String`, or `text: String`.
    String names(List<Field> fields) {
        return String.join(
                ", ",
                fields.stream()
                        .map(field -> field.name().map(own -> own + ": ").orElse("") + name(field.type()))
                        .toList());
    }

    /// Whether the type's own name says less than [#name(int)]: it has parameters, or parts instead of a name.
    boolean isBuilt(int id) {
        return switch (types.get(id)) {
            case Type.Sequence _, Type.Array _, Type.Tuple _, Type.Compact _ -> true;
            case null, default -> !parameters.getOrDefault(id, Map.of()).isEmpty();
        };
    }

    /// The type that fills the parameter `name` of a generic type.
    Optional<Integer> parameter(int type, String name) {
        return Optional.ofNullable(parameters.getOrDefault(type, Map.of()).get(name));
    }

    /// The types of a chain's own metadata.
    static TypeRegistry of(List<PortableType> portable) {
        Map<Integer, Type> types = new HashMap<>();
        for (PortableType type : portable) {
            types.put(type.id(), type(type));
        }
        return new TypeRegistry(Map.copyOf(types), Map.of());
    }

    private static Type type(PortableType portable) {
        return switch (portable.definition()) {
            case PortableType.Definition.Composite(var fields) ->
                new Type.Composite(portable.path(), portableFields(fields));
            case PortableType.Definition.Enumeration(var variants) ->
                new Type.Variant(
                        portable.path(),
                        variants.stream()
                                .map(v -> new Case(v.name(), v.number(), portableFields(v.fields())))
                                .toList());
            case PortableType.Definition.Sequence(var element) -> new Type.Sequence(element.value());
            case PortableType.Definition.Array(var length, var element) -> new Type.Array(length, element.value());
            case PortableType.Definition.Tuple(var elements) ->
                new Type.Tuple(elements.stream().map(TypeId::value).toList());
            case PortableType.Definition.Primitive(var primitive) ->
                new Type.Primitive(
                        TypeDef.PrimitiveType.values()[primitive].name().toLowerCase(Locale.ROOT));
            case PortableType.Definition.Compacted(var inner) -> new Type.Compact(inner.value());
            case PortableType.Definition.BitSequence(var store, var _) -> new Type.Sequence(store.value());
        };
    }

    private static List<Field> portableFields(List<PortableType.Field> fields) {
        return fields.stream()
                .map(field -> new Field(field.name(), field.type().value()))
                .toList();
    }

    Type get(int id) throws ContractFileException {
        Type type = types.get(id);
        if (type == null) {
            throw new ContractFileException(
                    "type " + id + " is not in the bundle's registry of " + types.size() + " types");
        }
        return type;
    }

    private static Type type(JsonNode type) throws ContractFileException {
        JsonNode def = type.path("def");
        List<String> path = new ArrayList<>();
        type.path("path").forEach(segment -> path.add(segment.asString()));
        if (def.has("primitive")) {
            return new Type.Primitive(def.path("primitive").asString());
        }
        if (def.has("composite")) {
            return new Type.Composite(
                    List.copyOf(path), fields(def.path("composite").path("fields")));
        }
        if (def.has("variant")) {
            return new Type.Variant(List.copyOf(path), cases(def.path("variant").path("variants")));
        }
        if (def.has("sequence")) {
            return new Type.Sequence(def.path("sequence").path("type").asInt());
        }
        if (def.has("array")) {
            return new Type.Array(
                    def.path("array").path("len").asInt(),
                    def.path("array").path("type").asInt());
        }
        if (def.has("tuple")) {
            List<Integer> elements = new ArrayList<>();
            def.path("tuple").forEach(element -> elements.add(element.asInt()));
            return new Type.Tuple(List.copyOf(elements));
        }
        if (def.has("compact")) {
            return new Type.Compact(def.path("compact").path("type").asInt());
        }
        throw new ContractFileException("type definition " + def
                + "; expected primitive, composite, variant, sequence, array, tuple or compact");
    }

    private static List<Field> fields(JsonNode list) {
        List<Field> fields = new ArrayList<>();
        for (JsonNode field : list) {
            JsonNode name = field.path("name");
            fields.add(new Field(
                    name.isString() ? Optional.of(name.asString()) : Optional.empty(),
                    field.path("type").asInt()));
        }
        return List.copyOf(fields);
    }

    private static List<Case> cases(JsonNode list) {
        List<Case> cases = new ArrayList<>();
        int position = 0;
        for (JsonNode one : list) {
            cases.add(new Case(
                    one.path("name").asString(), one.path("index").asInt(position), fields(one.path("fields"))));
            position++;
        }
        return List.copyOf(cases);
    }
}
