package network.phala.scale;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A reference to a type's description, resolved on first use so that types may contain themselves.
///
/// Two references are equal when their identities are; the identity is the Java type it was derived from, or the
/// description itself where there is none.
public final class TypeRef {
    private final Object identity;
    private @Nullable Supplier<TypeDef> source;
    private volatile @Nullable TypeDef definition;

    private TypeRef(Object identity, @Nullable Supplier<TypeDef> source, @Nullable TypeDef definition) {
        this.identity = identity;
        this.source = source;
        this.definition = definition;
    }

    public static TypeRef of(TypeDef definition) {
        return new TypeRef(definition, null, definition);
    }

    /// @param identity what makes this type the same as another one
    public static TypeRef lazy(Object identity, Supplier<TypeDef> source) {
        return new TypeRef(identity, source, null);
    }

    public TypeDef get() {
        TypeDef known = definition;
        if (known == null) {
            Supplier<TypeDef> maker = source;
            if (maker == null) {
                throw new IllegalStateException("No description for " + identity);
            }
            known = maker.get();
            definition = known;
            source = null;
        }
        return known;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TypeRef ref && identity.equals(ref.identity);
    }

    @Override
    public int hashCode() {
        return identity.hashCode();
    }

    @Override
    public String toString() {
        return "TypeRef(" + (identity instanceof TypeDef ? identity.getClass().getSimpleName() : identity) + ")";
    }
}
