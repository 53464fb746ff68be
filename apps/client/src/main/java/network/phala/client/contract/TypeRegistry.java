package network.phala.client.contract;

import java.util.ArrayList;
import java.util.HashMap;
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
/// @param parameters of generic types: name to type id
record TypeRegistry(Map<Integer, Type> types, Map<Integer, Map<String, Integer>> parameters) {
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
        Map<String, Integer> parameters = new HashMap<>();
        for (JsonNode parameter : type.path("params")) {
            if (parameter.path("type").isInt()) {
                parameters.put(
                        parameter.path("name").asString(""),
                        parameter.path("type").asInt());
            }
        }
        return Map.copyOf(parameters);
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
