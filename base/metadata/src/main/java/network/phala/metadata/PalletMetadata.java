package network.phala.metadata;

import java.util.List;
import java.util.Optional;
import network.phala.primitives.Bytes;

/// What metadata says of one pallet. V15 adds docs behind the index.
public record PalletMetadata(
        String name,
        Optional<Storage> storage,
        Optional<TypeId> calls,
        Optional<TypeId> event,
        List<Constant> constants,
        Optional<TypeId> error,
        byte index) {
    /// Storage under the pallet's prefix.
    public record Storage(String prefix, List<Entry> entries) {}

    /// One storage item; `fallback` is the encoded default.
    public record Entry(String name, Modifier modifier, Kind kind, Bytes fallback, List<String> docs) {}

    /// Whether an absent value is `None` or the default.
    public enum Modifier {
        OPTIONAL,
        DEFAULT
    }

    /// A single value, or a map with as many hashers as its key has parts.
    public sealed interface Kind {
        record Plain(TypeId value) implements Kind {}

        record Map(List<KeyHasher> hashers, TypeId key, TypeId value) implements Kind {}
    }

    /// In the order of their numbers.
    public enum KeyHasher {
        BLAKE2_128,
        BLAKE2_256,
        BLAKE2_128_CONCAT,
        TWOX_128,
        TWOX_256,
        TWOX_64_CONCAT,
        IDENTITY
    }

    /// A constant with its encoded value.
    public record Constant(String name, TypeId type, Bytes value, List<String> docs) {}

    public int number() {
        return index & 0xff;
    }
}
