package network.phala.scale;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The shape of a type as FRAME metadata (scale-info) describes it.
public sealed interface TypeDef {
    /// Rust path segments; empty for sequences, arrays, tuples, primitives, compacts and bit sequences.
    default List<String> path() {
        return List.of();
    }

    default List<TypeParameter> parameters() {
        return List.of();
    }

    /// A struct.
    record Composite(List<String> path, List<TypeParameter> parameters, List<Field> fields) implements TypeDef {}

    /// An enum.
    record Variant(List<String> path, List<TypeParameter> parameters, List<Case> cases) implements TypeDef {}

    /// `Vec<T>`.
    record Sequence(TypeRef element) implements TypeDef {}

    /// `[T; length]`.
    record Array(int length, TypeRef element) implements TypeDef {}

    record Tuple(List<TypeRef> elements) implements TypeDef {}

    record Primitive(PrimitiveType primitive) implements TypeDef {}

    record Compact(TypeRef inner) implements TypeDef {}

    /// `BitVec<store, order>`.
    record BitSequence(TypeRef store, TypeRef order) implements TypeDef {}

    /// A generic parameter; `type` is absent for parameters that do not show on the wire.
    record TypeParameter(String name, @Nullable TypeRef type) {}

    /// A field: name absent in tuple structs, `typeName` the type as the Rust source spells it.
    record Field(
            @Nullable String name, TypeRef type, @Nullable String typeName) {}

    /// One alternative of an enum.
    record Case(String name, int index, List<Field> fields) {}

    /// In the order of their numbers in scale-info.
    enum PrimitiveType {
        BOOL,
        CHAR,
        STR,
        U8,
        U16,
        U32,
        U64,
        U128,
        U256,
        I8,
        I16,
        I32,
        I64,
        I128,
        I256
    }
}
