package network.phala.storage;

import java.util.Optional;
import network.phala.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/// One key's new value; `null` removes the key.
public record StorageChange(Bytes key, @Nullable Bytes value) {
    public Optional<Bytes> newValue() {
        return Optional.ofNullable(value);
    }
}
