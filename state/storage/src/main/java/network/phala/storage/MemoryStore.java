package network.phala.storage;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import network.phala.primitives.Bytes;
import network.phala.trie.Trie;

/// A [KeyValueStore] that forgets everything when the process ends: for tests and for throw-away networks.
///
/// Columns are persistent tries, so readers go on with the version they began with.
public final class MemoryStore implements KeyValueStore {
    private volatile Map<String, Trie> columns;

    public MemoryStore(List<String> columns) {
        Map<String, Trie> empty = new TreeMap<>();
        columns.forEach(column -> empty.put(column, Trie.EMPTY));
        this.columns = empty;
    }

    @Override
    public Optional<Bytes> get(String column, Bytes key) {
        return column(column).get(key);
    }

    @Override
    public void forEach(String column, Bytes prefix, BiPredicate<Bytes, Bytes> visitor) {
        var entries = column(column).iterator(prefix);
        while (entries.hasNext()) {
            Map.Entry<Bytes, Bytes> entry = entries.next();
            if (!visitor.test(entry.getKey(), entry.getValue())) {
                return;
            }
        }
    }

    @Override
    public Optional<Entry> last(String column, Bytes prefix) {
        return column(column).last(prefix).map(entry -> new Entry(entry.getKey(), entry.getValue()));
    }

    @Override
    public synchronized void write(WriteBatch batch) {
        Map<String, Trie> next = new TreeMap<>(columns);
        for (WriteBatch.Write write : batch.writes()) {
            Trie trie = column(write.column());
            trie = next.getOrDefault(write.column(), trie);
            Bytes value = write.value();
            next.put(write.column(), value == null ? trie.remove(write.key()) : trie.put(write.key(), value));
        }
        columns = next;
    }

    private Trie column(String name) {
        Trie trie = columns.get(name);
        if (trie == null) {
            throw new IllegalArgumentException("Column " + name + " is not in the store; it has " + columns.keySet());
        }
        return trie;
    }

    @Override
    public void close() {}
}
