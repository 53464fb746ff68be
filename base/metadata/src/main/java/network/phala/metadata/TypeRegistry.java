package network.phala.metadata;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import network.phala.metadata.PortableType.Definition;
import network.phala.scale.TypeDef;
import network.phala.scale.TypeRef;
import org.jspecify.annotations.Nullable;

/// Numbers the types that SCALE derivation describes, each once, however often and from wherever it is mentioned.
///
/// Two Java types that describe the same Rust type (same path, parameters and shape, all the way down,
/// circles included) become one. First [#id] every type that metadata names; then [#types].
public final class TypeRegistry {
    private final Map<TypeRef, Integer> discovered = new LinkedHashMap<>();
    private final List<TypeRef> order = new ArrayList<>();
    private int @Nullable [] numbers;

    /// Takes the type and all it mentions in. The number is final only in [#id] after [#seal].
    public void add(TypeRef type) {
        if (numbers != null) {
            throw new IllegalStateException("The registry is sealed");
        }
        List<TypeRef> open = new ArrayList<>(List.of(type));
        while (!open.isEmpty()) {
            TypeRef next = open.removeLast();
            if (discovered.putIfAbsent(next, order.size()) == null) {
                order.add(next);
                open.addAll(children(next.get()).toList().reversed());
            }
        }
    }

    /// Merges equal types and numbers the rest in the order of their discovery.
    public void seal() {
        int[] classes = equivalenceClasses();
        Map<Integer, Integer> numberByClass = new HashMap<>();
        int[] result = new int[classes.length];
        for (int i = 0; i < classes.length; i++) {
            result[i] = numberByClass.computeIfAbsent(classes[i], _ -> numberByClass.size());
        }
        numbers = result;
    }

    /// The number of a type taken in before.
    public TypeId id(TypeRef type) {
        int[] known = numbers;
        Integer position = discovered.get(type);
        if (known == null || position == null) {
            throw new IllegalStateException(type + " is not in the registry, or the registry is not sealed");
        }
        return new TypeId(known[position]);
    }

    public List<PortableType> types() {
        List<PortableType> types = new ArrayList<>();
        for (TypeRef ref : order) {
            int id = id(ref).value();
            if (id == types.size()) {
                types.add(portable(id, ref.get()));
            }
        }
        return List.copyOf(types);
    }

    /// Refines a partition of the types, first by what each says of itself, then by the classes of what it
    /// mentions, until nothing splits any more (Moore's algorithm): what is left together is the same type.
    private int[] equivalenceClasses() {
        int[] classes = new int[order.size()];
        Map<Object, Integer> seen = new HashMap<>();
        for (int i = 0; i < classes.length; i++) {
            classes[i] = seen.computeIfAbsent(shallow(order.get(i).get()), _ -> seen.size());
        }
        int count = seen.size();
        while (true) {
            int[] finer = new int[classes.length];
            Map<List<Integer>, Integer> keys = new HashMap<>();
            for (int i = 0; i < classes.length; i++) {
                List<Integer> key = new ArrayList<>(List.of(classes[i]));
                for (TypeRef child : children(order.get(i).get()).toList()) {
                    Integer position = discovered.get(child);
                    if (position == null) {
                        throw new IllegalStateException(child + " was not discovered");
                    }
                    key.add(classes[position]);
                }
                finer[i] = keys.computeIfAbsent(key, _ -> keys.size());
            }
            classes = finer;
            if (keys.size() == count) {
                return classes;
            }
            count = keys.size();
        }
    }

    /// What a type says of itself without the types it mentions.
    private static Object shallow(TypeDef type) {
        List<Object> parameters = new ArrayList<>();
        for (TypeDef.TypeParameter parameter : type.parameters()) {
            parameters.add(parameter.name() + (parameter.type() == null ? "" : "="));
        }
        Object own = switch (type) {
            case TypeDef.Composite composite -> names(composite.fields());
            case TypeDef.Variant variant ->
                variant.cases().stream()
                        .map(c -> List.of(c.name(), c.index(), names(c.fields())))
                        .toList();
            case TypeDef.Sequence _ -> "sequence";
            case TypeDef.Array array -> List.of("array", array.length());
            case TypeDef.Tuple tuple -> List.of("tuple", tuple.elements().size());
            case TypeDef.Primitive primitive -> primitive.primitive();
            case TypeDef.Compact _ -> "compact";
            case TypeDef.BitSequence _ -> "bits";
        };
        return List.of(type.getClass(), type.path(), parameters, own);
    }

    private static List<String> names(List<TypeDef.Field> fields) {
        return fields.stream()
                .map(field -> field.name() + ":" + field.typeName())
                .toList();
    }

    private static Stream<TypeRef> children(TypeDef type) {
        Stream<TypeRef> parameters =
                type.parameters().stream().map(TypeDef.TypeParameter::type).flatMap(Stream::ofNullable);
        return Stream.concat(parameters, parts(type));
    }

    private static Stream<TypeRef> parts(TypeDef type) {
        return switch (type) {
            case TypeDef.Composite composite -> composite.fields().stream().map(TypeDef.Field::type);
            case TypeDef.Variant variant ->
                variant.cases().stream().flatMap(c -> c.fields().stream()).map(TypeDef.Field::type);
            case TypeDef.Sequence(var element) -> Stream.of(element);
            case TypeDef.Array(var _, var element) -> Stream.of(element);
            case TypeDef.Tuple(var elements) -> elements.stream();
            case TypeDef.Primitive _ -> Stream.empty();
            case TypeDef.Compact(var inner) -> Stream.of(inner);
            case TypeDef.BitSequence(var store, var bitOrder) -> Stream.of(store, bitOrder);
        };
    }

    private PortableType portable(int id, TypeDef type) {
        List<PortableType.Parameter> parameters = type.parameters().stream()
                .map(p -> new PortableType.Parameter(
                        p.name(), Optional.ofNullable(p.type()).map(this::id)))
                .toList();
        Definition definition = switch (type) {
            case TypeDef.Composite composite -> new Definition.Composite(fields(composite.fields()));
            case TypeDef.Variant variant ->
                new Definition.Enumeration(variant.cases().stream()
                        .map(c -> new PortableType.Variant(c.name(), fields(c.fields()), (byte) c.index(), List.of()))
                        .toList());
            case TypeDef.Sequence(var element) -> new Definition.Sequence(id(element));
            case TypeDef.Array(var length, var element) -> new Definition.Array(length, id(element));
            case TypeDef.Tuple(var elements) ->
                new Definition.Tuple(elements.stream().map(this::id).toList());
            case TypeDef.Primitive(var primitive) -> new Definition.Primitive((byte) primitive.ordinal());
            case TypeDef.Compact(var inner) -> new Definition.Compacted(id(inner));
            case TypeDef.BitSequence(var store, var bitOrder) -> new Definition.BitSequence(id(store), id(bitOrder));
        };
        return new PortableType(id, type.path(), parameters, definition, List.of());
    }

    private List<PortableType.Field> fields(List<TypeDef.Field> fields) {
        return fields.stream()
                .map(f -> new PortableType.Field(
                        Optional.ofNullable(f.name()), id(f.type()), Optional.ofNullable(f.typeName()), List.of()))
                .toList();
    }
}
