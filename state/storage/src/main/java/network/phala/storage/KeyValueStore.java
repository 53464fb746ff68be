package network.phala.storage;

import java.util.Optional;
import java.util.function.BiPredicate;
import network.phala.primitives.Bytes;

/// A lasting sorted map in a few named columns. A [WriteBatch] is written whole or not at all, and once
/// [#write] returns it survives a crash. One writer, any number of readers.
public interface KeyValueStore extends AutoCloseable {
    Optional<Bytes> get(String column, Bytes key);

    /// Visits the entries whose key starts with the prefix, in key order, until the visitor says `false`. It sees the
    /// store as it was when the call began.
    void forEach(String column, Bytes prefix, BiPredicate<Bytes, Bytes> visitor);

    /// The entry with the largest key that starts with the prefix.
    Optional<Entry> last(String column, Bytes prefix);

    /// Writes the batch atomically and durably.
    void write(WriteBatch batch);

    @Override
    void close();

    /// A key with its value.
    record Entry(Bytes key, Bytes value) {}
}
