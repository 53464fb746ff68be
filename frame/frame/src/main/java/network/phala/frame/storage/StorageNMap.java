package network.phala.frame.storage;

import java.util.List;
import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.TypeDef;
import network.phala.scale.TypeRef;
import org.jspecify.annotations.Nullable;

/// Values by three keys or more, under the prefix and each hashed key in turn. Keys are given as a list, in order.
public final class StorageNMap<V> extends StorageItem<V> {
    private final List<StorageDoubleMap.Key<?>> keys;

    public StorageNMap(
            String pallet, String name, List<StorageDoubleMap.Key<?>> keys, Codec<V> codec, @Nullable V fallback) {
        super(pallet, name, codec, fallback);
        this.keys = List.copyOf(keys);
    }

    public Bytes keyOf(List<?> values) {
        if (values.size() > keys.size()) {
            throw new IllegalArgumentException(values.size() + " keys given; " + name() + " has " + keys.size());
        }
        Bytes whole = prefix();
        for (int i = 0; i < values.size(); i++) {
            whole = join(whole, part(keys.get(i), values.get(i)));
        }
        return whole;
    }

    @SuppressWarnings("unchecked")
    private static <K> byte[] part(StorageDoubleMap.Key<K> key, Object value) {
        return key.part((K) value);
    }

    public V get(Object... values) {
        return loadOrFallback(keyOf(List.of(values)));
    }

    public Optional<V> tryGet(Object... values) {
        return load(keyOf(List.of(values)));
    }

    public void put(List<?> values, V value) {
        save(keyOf(values), value);
    }

    public void remove(Object... values) {
        Externalities.current().remove(keyOf(List.of(values)));
    }

    @Override
    public StorageEntry entry() {
        List<TypeRef> types = keys.stream().map(key -> key.codec().type()).toList();
        TypeRef key = TypeRef.lazy(List.of("Tuple", types), () -> new TypeDef.Tuple(types));
        return entry(keys.stream().map(StorageDoubleMap.Key::hasher).toList(), Optional.of(key));
    }
}
