package network.phala.prpc;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import network.phala.primitives.Bytes;
import network.phala.scale.DecodeException;
import org.jspecify.annotations.Nullable;

/// Both wire forms of a message record, protobuf and JSON, derived from its components and their [Field] numbers.
///
/// `int` and `long` are uint32 and uint64, [Bytes] is `bytes`, `Optional` a field with presence, `List` repeated, `Map`
/// a map. JSON follows what Phala's server speaks: names in snake case, bytes as arrays of numbers, an absent optional
/// as `null`. A record without components is `google.protobuf.Empty`: no bytes, `null`.
public final class ProtoCodec<T> {
    private record Part(int number, String name, FieldType type, Method accessor, Field.Json json) {}

    private static final Map<Class<?>, ProtoCodec<?>> DERIVED = new ConcurrentHashMap<>();

    private final Class<T> type;
    private final Constructor<T> constructor;
    private volatile @Nullable List<Part> parts;

    private ProtoCodec(Class<T> type) {
        this.type = type;
        this.constructor = canonicalConstructor(type);
    }

    private static <T> Constructor<T> canonicalConstructor(Class<T> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = components[i].getType();
        }
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(types);
            // Message records may be private to the module that uses them.
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(type + " has no canonical constructor", e);
        }
    }

    /// The codec of a message record; derived when first used.
    @SuppressWarnings("unchecked")
    public static <T extends Record> ProtoCodec<T> of(Class<T> type) {
        return (ProtoCodec<T>) DERIVED.computeIfAbsent(type, ProtoCodec::new);
    }

    public Bytes encode(T message) {
        ProtoWriter out = new ProtoWriter();
        writeFields(message, out);
        return out.toBytes();
    }

    public T decode(Bytes bytes) throws DecodeException {
        return readFields(new ProtoReader(bytes.unsafeArray()));
    }

    /// The message as JSON on one line.
    public String toJson(T message) {
        return JsonText.of(toJsonValue(message), false);
    }

    public String toPrettyJson(T message) {
        return JsonText.of(toJsonValue(message), true);
    }

    public T fromJson(String text) throws DecodeException {
        return fromJsonValue(JsonReader.read(text));
    }

    /// The message of which every field has its default.
    public T defaultValue() {
        List<Part> known = parts();
        Object[] values = new Object[known.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = known.get(i).type().defaultValue();
        }
        return construct(values);
    }

    void writeFields(Object message, ProtoWriter out) {
        for (Part part : parts()) {
            part.type().write(part.number(), read(message, part), out);
        }
    }

    T readFields(ProtoReader in) throws DecodeException {
        List<Part> known = parts();
        Object[] values = new Object[known.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = known.get(i).type().defaultValue();
        }
        while (!in.atEnd()) {
            long tag = in.varint();
            if (tag >>> 3 == 0 || tag >>> 32 != 0) {
                throw in.error("field tag " + Long.toUnsignedString(tag));
            }
            int index = indexOf(known, (int) (tag >>> 3));
            int wireType = (int) (tag & 7);
            if (index < 0) {
                in.skip(wireType);
            } else {
                values[index] = known.get(index).type().read(wireType, values[index], in);
            }
        }
        return construct(values);
    }

    private static int indexOf(List<Part> parts, int number) {
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).number() == number) {
                return i;
            }
        }
        return -1;
    }

    JsonValue toJsonValue(Object message) {
        List<Part> known = parts();
        if (known.isEmpty()) {
            return new JsonValue.Null();
        }
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (Part part : known) {
            if (part.json() != Field.Json.OMITTED) {
                members.put(part.name(), part.type().toJson(read(message, part)));
            }
        }
        return new JsonValue.Object(members);
    }

    T fromJsonValue(JsonValue json) throws DecodeException {
        List<Part> known = parts();
        Object[] values = new Object[known.size()];
        if (known.isEmpty()) {
            return construct(values);
        }
        if (!(json instanceof JsonValue.Object(Map<String, JsonValue> members))) {
            throw Element.unexpected("an object", json);
        }
        for (int i = 0; i < values.length; i++) {
            Part part = known.get(i);
            JsonValue member = part.json() == Field.Json.OMITTED ? null : members.get(part.name());
            if (member != null) {
                values[i] = part.type().fromJson(member);
            } else if (part.json() == Field.Json.REQUIRED && !(part.type() instanceof FieldType.AtMostOne)) {
                throw new DecodeException(0, "JSON: missing field `" + part.name() + "`");
            } else {
                values[i] = part.type().defaultValue();
            }
        }
        return construct(values);
    }

    private List<Part> parts() {
        List<Part> known = parts;
        if (known == null) {
            known = derive(type);
            parts = known;
        }
        return known;
    }

    private static List<Part> derive(Class<?> type) {
        List<Part> parts = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Field field = component.getAnnotation(Field.class);
            if (field == null) {
                throw new IllegalArgumentException(component + " of " + type + " has no @Field number");
            }
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            FieldType kind = fieldType(component.getGenericType());
            parts.add(new Part(field.value(), snakeCase(component.getName()), kind, accessor, field.json()));
        }
        return List.copyOf(parts);
    }

    private static FieldType fieldType(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == Optional.class) {
                return new FieldType.AtMostOne(element(arguments[0]));
            }
            if (generic.getRawType() == List.class) {
                return new FieldType.Many(element(arguments[0]));
            }
            if (generic.getRawType() == Map.class) {
                return new FieldType.Mapping(element(arguments[0]), element(arguments[1]));
            }
        }
        return new FieldType.Single(element(type));
    }

    private static Element element(Type type) {
        if (type == int.class || type == Integer.class) {
            return new Element.Unsigned(32);
        }
        if (type == long.class || type == Long.class) {
            return new Element.Unsigned(64);
        }
        if (type == boolean.class || type == Boolean.class) {
            return new Element.Flag();
        }
        if (type == String.class) {
            return new Element.Text();
        }
        if (type == Bytes.class) {
            return new Element.ByteString();
        }
        if (type instanceof Class<?> message && message.isRecord()) {
            return new Element.Message(DERIVED.computeIfAbsent(message, ProtoCodec::new));
        }
        throw new IllegalArgumentException("No protobuf form for " + type);
    }

    private static String snakeCase(String camelCase) {
        StringBuilder out = new StringBuilder();
        for (char c : camelCase.toCharArray()) {
            if (Character.isUpperCase(c)) {
                out.append('_');
            }
            out.append(c);
        }
        return out.toString().toLowerCase(Locale.ROOT);
    }

    private static Object read(Object message, Part part) {
        try {
            return part.accessor().invoke(message);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot read " + part.name() + " of " + message.getClass(), e);
        }
    }

    private T construct(Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot make a " + type, e);
        }
    }
}
