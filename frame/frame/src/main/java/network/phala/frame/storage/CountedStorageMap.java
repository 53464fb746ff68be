package network.phala.frame.storage;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import org.jspecify.annotations.Nullable;

/// A [StorageMap] that knows how many entries it has, in a value named `CounterFor` and the map's name.
public final class CountedStorageMap<K, V> {
    private final StorageMap<K, V> map;
    private final StorageValue<Integer> counter;

    public CountedStorageMap(
            String pallet, String name, Hasher hasher, Codec<K> keyCodec, Codec<V> codec, @Nullable V fallback) {
        map = new StorageMap<>(pallet, name, hasher, keyCodec, codec, fallback);
        counter = new StorageValue<>(pallet, "CounterFor" + name, Codecs.U32, 0);
    }

    public V get(K key) {
        return map.get(key);
    }

    public Optional<V> tryGet(K key) {
        return map.tryGet(key);
    }

    public boolean contains(K key) {
        return map.contains(key);
    }

    public void put(K key, V value) {
        if (!map.contains(key)) {
            counter.update(count -> count + 1);
        }
        map.put(key, value);
    }

    public void remove(K key) {
        if (map.contains(key)) {
            counter.update(count -> count - 1);
            map.remove(key);
        }
    }

    public int count() {
        return counter.get();
    }

    public List<Map.Entry<K, V>> entries() {
        return map.entries();
    }

    /// The items this map is made of, in metadata's order: the counter first.
    public List<StorageItem<?>> items() {
        return List.of(counter, map);
    }
}
