package network.phala.frame.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.storage.Overlay;
import org.jspecify.annotations.Nullable;

/// Values by key, under `prefix ‖ hasher(key)`. [#get] and [#tryGet] as in [StorageValue].
public final class StorageMap<K, V> extends StorageItem<V> {
    private final Hasher hasher;
    private final Codec<K> keyCodec;

    public StorageMap(
            String pallet, String name, Hasher hasher, Codec<K> keyCodec, Codec<V> codec, @Nullable V fallback) {
        super(pallet, name, codec, fallback);
        this.hasher = hasher;
        this.keyCodec = keyCodec;
    }

    /// The whole storage key of an entry.
    public Bytes keyOf(K key) {
        return join(prefix(), part(hasher, keyCodec, key));
    }

    public V get(K key) {
        return loadOrFallback(keyOf(key));
    }

    public Optional<V> tryGet(K key) {
        return load(keyOf(key));
    }

    public boolean contains(K key) {
        return Externalities.current().exists(keyOf(key));
    }

    public void put(K key, V value) {
        save(keyOf(key), value);
    }

    public V update(K key, UnaryOperator<V> change) {
        Bytes whole = keyOf(key);
        V next = change.apply(loadOrFallback(whole));
        save(whole, next);
        return next;
    }

    public Optional<V> take(K key) {
        Bytes whole = keyOf(key);
        Optional<V> value = load(whole);
        if (value.isPresent()) {
            Externalities.current().remove(whole);
        }
        return value;
    }

    public void remove(K key) {
        Externalities.current().remove(keyOf(key));
    }

    public void append(K key, Bytes encodedElement) {
        Externalities.current().append(keyOf(key), encodedElement);
    }

    /// The keys in the order of their storage keys, as FRAME iterates.
    public List<K> keys() {
        List<K> keys = new ArrayList<>();
        for (Bytes whole : Externalities.current().keysWithPrefix(prefix())) {
            keys.add(decodeKey(whole, prefix().size(), hasher, keyCodec));
        }
        return keys;
    }

    /// The entries in the order of their storage keys.
    public List<Map.Entry<K, V>> entries() {
        List<Map.Entry<K, V>> entries = new ArrayList<>();
        for (Bytes whole : Externalities.current().keysWithPrefix(prefix())) {
            K key = decodeKey(whole, prefix().size(), hasher, keyCodec);
            entries.add(Map.entry(key, loadOrFallback(whole)));
        }
        return entries;
    }

    /// Removes all entries.
    public Overlay.Removal clear() {
        return Externalities.current().clearPrefix(prefix(), OptionalInt.empty());
    }

    @Override
    public StorageEntry entry() {
        return entry(List.of(hasher), Optional.of(keyCodec.type()));
    }
}
