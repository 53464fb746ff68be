package network.phala.frame.storage;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import org.jspecify.annotations.Nullable;

/// One value under `twox128(pallet) ‖ twox128(item)`.
///
/// With a default, [#get] gives it for an absent value; without one, [#get] is for values that must be there and
/// [#tryGet] for those that may not.
public final class StorageValue<V> extends StorageItem<V> {
    public StorageValue(String pallet, String name, Codec<V> codec, @Nullable V fallback) {
        super(pallet, name, codec, fallback);
    }

    public V get() {
        return loadOrFallback(prefix());
    }

    public Optional<V> tryGet() {
        return load(prefix());
    }

    public boolean exists() {
        return Externalities.current().exists(prefix());
    }

    public void put(V value) {
        save(prefix(), value);
    }

    /// Replaces the value, or the default, by what `change` makes of it.
    public V update(UnaryOperator<V> change) {
        V next = change.apply(get());
        put(next);
        return next;
    }

    public Optional<V> take() {
        Optional<V> value = tryGet();
        if (value.isPresent()) {
            remove();
        }
        return value;
    }

    public void remove() {
        Externalities.current().remove(prefix());
    }

    /// Appends an encoded element to a value that is a vector, without reading it.
    public void append(Bytes encodedElement) {
        Externalities.current().append(prefix(), encodedElement);
    }

    @Override
    public StorageEntry entry() {
        return entry(List.of(), Optional.empty());
    }
}
