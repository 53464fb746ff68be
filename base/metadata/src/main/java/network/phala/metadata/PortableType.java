package network.phala.metadata;

import java.util.List;
import java.util.Optional;
import network.phala.scale.Compact;

/// A numbered type: `id Compact<u32> ‖ path ‖ parameters ‖ definition ‖ docs` (scale-info `PortableType`).
public record PortableType(
        @Compact int id, List<String> path, List<Parameter> parameters, Definition definition, List<String> docs) {
    /// A generic parameter; without a type where it does not show on the wire.
    public record Parameter(String name, Optional<TypeId> type) {}

    /// A field of a struct or variant.
    public record Field(Optional<String> name, TypeId type, Optional<String> typeName, List<String> docs) {}

    /// One variant of an enum.
    public record Variant(String name, List<Field> fields, byte index, List<String> docs) {
        public int number() {
            return index & 0xff;
        }
    }

    /// What the type is made of.
    public sealed interface Definition {
        record Composite(List<Field> fields) implements Definition {}

        record Enumeration(List<Variant> variants) implements Definition {}

        record Sequence(TypeId element) implements Definition {}

        record Array(int length, TypeId element) implements Definition {}

        record Tuple(List<TypeId> elements) implements Definition {}

        /// `primitive` is the number of scale-info's `TypeDefPrimitive`.
        record Primitive(byte primitive) implements Definition {}

        record Compacted(TypeId inner) implements Definition {}

        record BitSequence(TypeId store, TypeId order) implements Definition {}
    }

    /// The path joined as Rust writes it; empty for types without a name.
    public String name() {
        return String.join("::", path);
    }
}
