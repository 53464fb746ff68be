package network.phala.frame.storage;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.TypeRef;
import org.jspecify.annotations.Nullable;

/// What all storage items share: the prefix `twox128(pallet) ‖ twox128(item)`, the value's codec and what stands for an
/// absent value.
public abstract sealed class StorageItem<V> permits StorageValue, StorageMap, StorageDoubleMap, StorageNMap {
    private final String name;
    private final Bytes prefix;
    private final Codec<V> codec;
    private final @Nullable V fallback;

    StorageItem(String pallet, String name, Codec<V> codec, @Nullable V fallback) {
        this.name = name;
        this.prefix = Hasher.ofName(pallet).concat(Hasher.ofName(name));
        this.codec = codec;
        this.fallback = fallback;
    }

    /// 32 bytes: the whole key of a plain value, the beginning of every key of a map.
    public final Bytes prefix() {
        return prefix;
    }

    public final String name() {
        return name;
    }

    /// What metadata says of this item.
    public abstract StorageEntry entry();

    final StorageEntry entry(List<Hasher> hashers, Optional<TypeRef> key) {
        Bytes shown = fallback == null ? Bytes.of((byte) 0) : codec.encode(fallback);
        return new StorageEntry(name, fallback == null, hashers, key, codec.type(), shown);
    }

    final Optional<V> load(Bytes key) {
        return Externalities.current().get(key).map(bytes -> decode(key, bytes));
    }

    final V loadOrFallback(Bytes key) {
        Optional<V> found = load(key);
        if (found.isPresent()) {
            return found.get();
        }
        if (fallback == null) {
            throw new IllegalStateException("No " + name + " under " + key + ", and the item has no default");
        }
        return fallback;
    }

    final void save(Bytes key, V value) {
        Externalities.current().put(key, codec.encode(value));
    }

    final V decode(Bytes key, Bytes bytes) {
        try {
            return codec.decodePrefix(bytes);
        } catch (DecodeException e) {
            throw new IllegalStateException("Value of " + name + " under " + key + " is corrupt: " + bytes, e);
        }
    }

    /// Reads a map key back from a storage key at an offset; only for hashers that keep the key.
    static <K> K decodeKey(Bytes storageKey, int from, Hasher hasher, Codec<K> codec) {
        return decodeKey(new ScaleReader(storageKey.unsafeArray(), from, storageKey.size()), hasher, codec);
    }

    static <K> K decodeKey(ScaleReader in, Hasher hasher, Codec<K> codec) {
        if (!hasher.reversible()) {
            throw new IllegalStateException("Keys hashed by " + hasher + " cannot be listed");
        }
        try {
            in.readBytes(hasher.hashSize());
            return codec.decode(in);
        } catch (DecodeException e) {
            throw new IllegalStateException("Storage key is corrupt", e);
        }
    }

    static Bytes join(Bytes prefix, byte[] part) {
        byte[] key = Arrays.copyOf(prefix.unsafeArray(), prefix.size() + part.length);
        System.arraycopy(part, 0, key, prefix.size(), part.length);
        return Bytes.wrap(key);
    }

    static <K> byte[] part(Hasher hasher, Codec<K> codec, K key) {
        return hasher.apply(codec.encode(key).unsafeArray());
    }
}
