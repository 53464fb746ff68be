package network.phala.scale;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.primitives.U256;
import network.phala.scale.TypeDef.TypeParameter;
import org.jspecify.annotations.Nullable;

/// One derivation of a codec from a Java type. All reflection of the module is here and runs once for each type.
final class Derivation {
    private static final Map<Class<?>, Codec<?>> KNOWN = Map.ofEntries(
            Map.entry(boolean.class, Codecs.BOOL),
            Map.entry(Boolean.class, Codecs.BOOL),
            Map.entry(byte.class, Codecs.U8),
            Map.entry(Byte.class, Codecs.U8),
            Map.entry(short.class, Codecs.U16),
            Map.entry(Short.class, Codecs.U16),
            Map.entry(int.class, Codecs.U32),
            Map.entry(Integer.class, Codecs.U32),
            Map.entry(long.class, Codecs.U64),
            Map.entry(Long.class, Codecs.U64),
            Map.entry(U128.class, Codecs.U_128),
            Map.entry(U256.class, Codecs.U_256),
            Map.entry(String.class, Codecs.STR),
            Map.entry(Bytes.class, Codecs.BYTES),
            Map.entry(Bytes32.class, Codecs.BYTES_32),
            Map.entry(H256.class, Codecs.H_256),
            Map.entry(AccountId.class, Codecs.ACCOUNT_ID),
            Map.entry(Sr25519Public.class, Codecs.SR25519_PUBLIC));

    private static final Map<Codec<?>, Codec<?>> SIGNED =
            Map.of(Codecs.U8, Codecs.I8, Codecs.U16, Codecs.I16, Codecs.U32, Codecs.I32, Codecs.U64, Codecs.I64);

    private final Scale scale;

    Derivation(Scale scale) {
        this.scale = scale;
    }

    Codec<?> derive(Type type) {
        Class<?> raw = raw(type);
        Codec<?> known = KNOWN.get(raw);
        if (known != null) {
            return known;
        }
        Codec<?> own = ownCodec(raw);
        if (own != null) {
            return own;
        }
        if (type instanceof ParameterizedType generic && !raw.isRecord() && !raw.isSealed()) {
            return collection(raw, generic);
        }
        if (raw.isEnum()) {
            return EnumCodec.derive(raw.asSubclass(Enum.class), () -> parameters(raw, raw));
        }
        if (raw.isRecord()) {
            return record(type, raw);
        }
        if (raw.isSealed()) {
            return variants(type, raw);
        }
        throw new IllegalArgumentException("No SCALE form for " + type
                + "; expected a record, a sealed interface, an enum, or a known value type");
    }

    private static @Nullable Codec<?> ownCodec(Class<?> raw) {
        for (Field field : raw.getDeclaredFields()) {
            if (field.getName().equals("CODEC")
                    && Modifier.isStatic(field.getModifiers())
                    && Codec.class.isAssignableFrom(field.getType())) {
                try {
                    field.setAccessible(true);
                    return (Codec<?>) field.get(null);
                } catch (IllegalAccessException e) {
                    throw new IllegalArgumentException("CODEC of " + raw + " cannot be read", e);
                }
            }
        }
        return null;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Codec<?> collection(Class<?> raw, ParameterizedType generic) {
        Type[] arguments = generic.getActualTypeArguments();
        Codec<?> first = part(arguments[0]);
        if (raw == List.class) {
            return Codecs.vec(first);
        }
        if (raw == Optional.class) {
            return Codecs.option(first);
        }
        if (raw == Set.class) {
            return Codecs.set((Codec) first);
        }
        if (raw == Map.class) {
            return Codecs.map((Codec) first, part(arguments[1]));
        }
        throw new IllegalArgumentException("No SCALE form for " + generic);
    }

    /// The codec of a part, found at first use unless it is a leaf: types may contain themselves.
    private Codec<?> part(Type type) {
        Class<?> raw = raw(type);
        Codec<?> known = KNOWN.get(raw);
        if (known != null) {
            return known;
        }
        if (type instanceof ParameterizedType generic
                && (raw == List.class || raw == Optional.class || raw == Map.class || raw == Set.class)) {
            return collection(raw, generic);
        }
        return LazyCodec.of(type, () -> scale.codec(type));
    }

    private Codec<?> record(Type type, Class<?> raw) {
        List<Component> components = components(type, raw);
        MethodHandle constructor = constructor(raw);
        if (raw.isAnnotationPresent(Transparent.class)) {
            Component only = components.getFirst();
            return Codecs.of(
                    only.codec().type(),
                    (v, out) -> only.write(v, out),
                    in -> construct(constructor, new Object[] {only.codec().decode(in)}, in));
        }
        TypeRef described = TypeRef.lazy(type, () -> {
            if (raw.isAnnotationPresent(TupleType.class)) {
                return new TypeDef.Tuple(
                        components.stream().map(c -> c.codec().type()).toList());
            }
            return new TypeDef.Composite(path(raw), parameters(type, raw), fields(raw, components));
        });
        return new RecordCodec(described, components, constructor);
    }

    private Codec<?> variants(Type type, Class<?> raw) {
        List<VariantCodec.Alternative> alternatives = new ArrayList<>();
        int next = 0;
        for (Class<?> permitted : raw.getPermittedSubclasses()) {
            if (!permitted.isRecord()) {
                throw new IllegalArgumentException(permitted + " of " + raw + " is not a record");
            }
            Index index = permitted.getAnnotation(Index.class);
            next = index != null ? index.value() : next;
            Type variantType = permitted.getTypeParameters().length == 0
                    ? permitted
                    : new GenericType(permitted, variantArguments(type, raw, permitted));
            List<Component> components = components(variantType, permitted);
            Name name = permitted.getAnnotation(Name.class);
            String shown = name != null
                    ? name.value()
                    : raw.isAnnotationPresent(SnakeCaseVariants.class)
                            ? snakeCase(permitted.getSimpleName())
                            : permitted.getSimpleName();
            RecordCodec body =
                    new RecordCodec(TypeRef.of(new TypeDef.Tuple(List.of())), components, constructor(permitted));
            alternatives.add(
                    new VariantCodec.Alternative(shown, next, permitted, body, () -> fields(permitted, components)));
            next++;
        }
        return VariantCodec.of(type, raw.getSimpleName(), () -> path(raw), () -> parameters(type, raw), alternatives);
    }

    /// Type arguments of a variant record, taken from those of the sealed interface it implements.
    private static Type[] variantArguments(Type type, Class<?> sealedType, Class<?> variant) {
        Map<TypeVariable<?>, Type> outer = arguments(type);
        Map<String, Type> found = new HashMap<>();
        for (Type parent : variant.getGenericInterfaces()) {
            if (parent instanceof ParameterizedType generic && generic.getRawType() == sealedType) {
                Type[] given = generic.getActualTypeArguments();
                TypeVariable<?>[] names = sealedType.getTypeParameters();
                for (int i = 0; i < given.length; i++) {
                    Type known = outer.get(names[i]);
                    if (given[i] instanceof TypeVariable<?> variable && known != null) {
                        found.put(variable.getName(), known);
                    }
                }
            }
        }
        return Arrays.stream(variant.getTypeParameters())
                .map(v -> Optional.ofNullable(found.get(v.getName()))
                        .orElseThrow(() ->
                                new IllegalArgumentException("Type argument " + v + " of " + variant + " is open")))
                .toArray(Type[]::new);
    }

    private List<Component> components(Type type, Class<?> raw) {
        Map<TypeVariable<?>, Type> arguments = arguments(type);
        List<Component> components = new ArrayList<>();
        for (RecordComponent component : raw.getRecordComponents()) {
            Type declared = GenericType.substitute(component.getGenericType(), arguments);
            components.add(new Component(
                    name(component), accessor(component), componentCodec(component, declared), typeName(component)));
        }
        return components;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Codec<Object> componentCodec(RecordComponent component, Type declared) {
        Codec codec;
        Fixed fixed = component.getAnnotation(Fixed.class);
        Bounded bounded = component.getAnnotation(Bounded.class);
        if (component.isAnnotationPresent(Compact.class)) {
            codec = compact(declared);
        } else if (fixed != null) {
            codec = declared == Bytes.class
                    ? Codecs.fixedBytes(fixed.value())
                    : Codecs.array(part(((ParameterizedType) declared).getActualTypeArguments()[0]), fixed.value());
        } else if (bounded != null) {
            codec = bounded(declared, bounded);
        } else if (component.isAnnotationPresent(Signed.class)) {
            codec = SIGNED.get(part(declared));
        } else {
            codec = part(declared);
        }
        if (codec == null) {
            throw new IllegalArgumentException("No SCALE form for component " + component);
        }
        return codec;
    }

    private Codec<?> compact(Type declared) {
        if (declared == int.class || declared == Integer.class) {
            return Codecs.COMPACT_U32;
        }
        if (declared == long.class || declared == Long.class) {
            return Codecs.COMPACT_U64;
        }
        if (declared == U128.class) {
            return Codecs.COMPACT_U128;
        }
        if (declared == short.class || declared == Short.class) {
            return Codecs.compact(Codecs.U16, v -> U128.of(v & 0xffff), n -> (short) n.low(), 16);
        }
        if (declared == byte.class || declared == Byte.class) {
            return Codecs.compact(Codecs.U8, v -> U128.of(v & 0xff), n -> (byte) n.low(), 8);
        }
        Class<?> raw = raw(declared);
        if (raw.isRecord() && raw.getRecordComponents().length == 1) {
            RecordComponent only = raw.getRecordComponents()[0];
            @SuppressWarnings("unchecked")
            Codec<Object> number = (Codec<Object>) compact(only.getGenericType());
            Component component = new Component("", accessor(only), number, null);
            MethodHandle constructor = constructor(raw);
            return Codecs.of(
                    TypeRef.lazy(
                            List.of("Compact", declared),
                            () -> new TypeDef.Compact(part(declared).type())),
                    (v, out) -> component.write(v, out),
                    in -> construct(constructor, new Object[] {number.decode(in)}, in));
        }
        throw new IllegalArgumentException("No compact form for " + declared);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Codec<?> bounded(Type declared, Bounded bounded) {
        Codec element =
                declared == Bytes.class ? Codecs.U8 : part(((ParameterizedType) declared).getActualTypeArguments()[0]);
        String module = bounded.weak() ? "weak_bounded_vec" : "bounded_vec";
        String name = bounded.weak() ? "WeakBoundedVec" : "BoundedVec";
        TypeRef type = Codecs.boundedType(module, name, element);
        if (declared != Bytes.class) {
            return Codecs.vec(type, element, bounded.value());
        }
        return Codecs.of(type, (Bytes v, ScaleWriter out) -> out.writeVec(v), in -> {
            int start = in.offset();
            Bytes bytes = in.readVec();
            if (bytes.size() > bounded.value()) {
                throw new DecodeException(start, bytes.size() + " bytes; at most " + bounded.value() + " fit");
            }
            return bytes;
        });
    }

    private List<TypeDef.Field> fields(Class<?> raw, List<Component> components) {
        boolean named = !raw.isAnnotationPresent(Unnamed.class) && !raw.isAnnotationPresent(TupleType.class);
        return components.stream()
                .map(c -> new TypeDef.Field(named ? c.name() : null, c.codec().type(), c.typeName()))
                .toList();
    }

    static List<String> path(Class<?> raw) {
        TypePath path = raw.getAnnotation(TypePath.class);
        return path == null
                ? List.of(raw.getSimpleName())
                : List.of(path.value().split("::"));
    }

    private List<TypeParameter> parameters(Type type, Class<?> raw) {
        TypePath path = raw.getAnnotation(TypePath.class);
        if (path == null) {
            return List.of();
        }
        List<TypeParameter> parameters = new ArrayList<>();
        for (int i = 0; i < path.parameters().length; i++) {
            Type argument = path.arguments().length > 0
                    ? path.arguments()[i]
                    : ((ParameterizedType) type).getActualTypeArguments()[i];
            parameters.add(new TypeParameter(
                    path.parameters()[i],
                    argument == Void.class ? null : part(argument).type()));
        }
        return parameters;
    }

    private static Map<TypeVariable<?>, Type> arguments(Type type) {
        Map<TypeVariable<?>, Type> arguments = new HashMap<>();
        if (type instanceof ParameterizedType generic) {
            TypeVariable<?>[] names = raw(type).getTypeParameters();
            for (int i = 0; i < names.length; i++) {
                arguments.put(names[i], generic.getActualTypeArguments()[i]);
            }
        }
        return arguments;
    }

    private static Class<?> raw(Type type) {
        return switch (type) {
            case Class<?> c -> c;
            case ParameterizedType p -> (Class<?>) p.getRawType();
            default -> throw new IllegalArgumentException("No SCALE form for " + type);
        };
    }

    private static MethodHandle constructor(Class<?> raw) {
        Class<?>[] types = Arrays.stream(raw.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            var constructor = raw.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            MethodHandle handle = MethodHandles.lookup().unreflectConstructor(constructor);
            return handle.asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("Constructor of " + raw + " cannot be reached", e);
        }
    }

    /// Constructs a record; a value that its constructor refuses is a decoding error, since the bytes brought it.
    static Object construct(MethodHandle constructor, @Nullable Object[] values, ScaleReader in)
            throws DecodeException {
        try {
            return (Object) constructor.invokeExact(values);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new DecodeException(in.offset(), String.valueOf(e.getMessage()));
        } catch (Error e) {
            // Such as the end of the memory, which is nothing about the value.
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("Record constructor failed", e);
        }
    }

    private static MethodHandle accessor(RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return MethodHandles.lookup()
                    .unreflect(component.getAccessor())
                    .asType(MethodType.methodType(Object.class, Object.class));
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException("Accessor of " + component + " cannot be reached", e);
        }
    }

    private static String name(RecordComponent component) {
        Name name = component.getAnnotation(Name.class);
        return name != null ? name.value() : snakeCase(component.getName());
    }

    private static @Nullable String typeName(AnnotatedElement component) {
        TypeName name = component.getAnnotation(TypeName.class);
        return name == null ? null : name.value();
    }

    /// `transferAllowDeath` and `TransferAllowDeath` to `transfer_allow_death`.
    static String snakeCase(String camelCase) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < camelCase.length(); i++) {
            char c = camelCase.charAt(i);
            if (Character.isUpperCase(c) && i > 0) {
                out.append('_');
            }
            out.append(c);
        }
        return out.toString().toLowerCase(Locale.ROOT);
    }

    /// One component of a record.
    record Component(
            String name,
            MethodHandle accessor,
            Codec<Object> codec,
            @Nullable String typeName) {
        void write(Object owner, ScaleWriter out) {
            Object value;
            try {
                value = (Object) accessor.invokeExact(owner);
            } catch (Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("Component " + name + " of " + owner.getClass() + " cannot be read", e);
            }
            codec.encode(value, out);
        }
    }
}
