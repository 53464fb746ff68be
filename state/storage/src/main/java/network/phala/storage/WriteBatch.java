package network.phala.storage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import network.phala.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/// Puts and removals that reach a [KeyValueStore] together, in this order.
public final class WriteBatch {
    /// One write; a `null` value removes the key.
    public record Write(String column, Bytes key, @Nullable Bytes value) {}

    private final List<Write> writes = new ArrayList<>();

    public WriteBatch put(String column, Bytes key, Bytes value) {
        writes.add(new Write(column, key, value));
        return this;
    }

    public WriteBatch remove(String column, Bytes key) {
        writes.add(new Write(column, key, null));
        return this;
    }

    public boolean isEmpty() {
        return writes.isEmpty();
    }

    public List<Write> writes() {
        return Collections.unmodifiableList(writes);
    }
}
