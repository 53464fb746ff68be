package network.phala.frame.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.ScaleReader;
import network.phala.scale.TypeDef;
import network.phala.scale.TypeRef;
import network.phala.storage.Overlay;
import org.jspecify.annotations.Nullable;

/// Values by two keys, under `prefix ‖ hasher1(key1) ‖ hasher2(key2)`. [#get] and [#tryGet] as in [StorageValue].
public final class StorageDoubleMap<K1, K2, V> extends StorageItem<V> {
    /// How one of the keys is hashed and written.
    public record Key<K>(Hasher hasher, Codec<K> codec) {
        byte[] part(K key) {
            return StorageItem.part(hasher, codec, key);
        }
    }

    private final Key<K1> first;
    private final Key<K2> second;

    public StorageDoubleMap(
            String pallet, String name, Key<K1> first, Key<K2> second, Codec<V> codec, @Nullable V fallback) {
        super(pallet, name, codec, fallback);
        this.first = first;
        this.second = second;
    }

    /// The beginning of the storage keys of all entries under `key1`.
    public Bytes prefixOf(K1 key1) {
        return join(prefix(), first.part(key1));
    }

    public Bytes keyOf(K1 key1, K2 key2) {
        return join(prefixOf(key1), second.part(key2));
    }

    public V get(K1 key1, K2 key2) {
        return loadOrFallback(keyOf(key1, key2));
    }

    public Optional<V> tryGet(K1 key1, K2 key2) {
        return load(keyOf(key1, key2));
    }

    public boolean contains(K1 key1, K2 key2) {
        return Externalities.current().exists(keyOf(key1, key2));
    }

    public void put(K1 key1, K2 key2, V value) {
        save(keyOf(key1, key2), value);
    }

    public V update(K1 key1, K2 key2, UnaryOperator<V> change) {
        Bytes whole = keyOf(key1, key2);
        V next = change.apply(loadOrFallback(whole));
        save(whole, next);
        return next;
    }

    public void remove(K1 key1, K2 key2) {
        Externalities.current().remove(keyOf(key1, key2));
    }

    /// The second keys and values under `key1`, in the order of their storage keys.
    public List<Map.Entry<K2, V>> entries(K1 key1) {
        Bytes under = prefixOf(key1);
        List<Map.Entry<K2, V>> entries = new ArrayList<>();
        for (Bytes whole : Externalities.current().keysWithPrefix(under)) {
            entries.add(
                    Map.entry(decodeKey(whole, under.size(), second.hasher(), second.codec()), loadOrFallback(whole)));
        }
        return entries;
    }

    /// One entry of the whole map.
    public record Entry<K1, K2, V>(K1 first, K2 second, V value) {}

    /// All entries in the order of their storage keys.
    public List<Entry<K1, K2, V>> entries() {
        List<Entry<K1, K2, V>> entries = new ArrayList<>();
        for (Bytes whole : Externalities.current().keysWithPrefix(prefix())) {
            ScaleReader in = new ScaleReader(whole.unsafeArray(), prefix().size(), whole.size());
            entries.add(new Entry<>(
                    decodeKey(in, first.hasher(), first.codec()),
                    decodeKey(in, second.hasher(), second.codec()),
                    loadOrFallback(whole)));
        }
        return entries;
    }

    /// Removes everything under `key1`.
    public Overlay.Removal clear(K1 key1) {
        return Externalities.current().clearPrefix(prefixOf(key1), OptionalInt.empty());
    }

    @Override
    public StorageEntry entry() {
        TypeRef key = TypeRef.lazy(
                List.of("Tuple", first.codec().type(), second.codec().type()),
                () -> new TypeDef.Tuple(
                        List.of(first.codec().type(), second.codec().type())));
        return entry(List.of(first.hasher(), second.hasher()), Optional.of(key));
    }
}
