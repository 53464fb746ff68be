package network.phala.chain;

import java.util.Optional;
import java.util.function.BiPredicate;
import network.phala.primitives.Bytes;
import network.phala.storage.KeyValueStore;
import network.phala.storage.WriteBatch;

/// Passes everything on to another store, for those that do one thing differently.
abstract class PassingStore implements KeyValueStore {
    private final KeyValueStore store;

    PassingStore(KeyValueStore store) {
        this.store = store;
    }

    @Override
    public Optional<Bytes> get(String column, Bytes key) {
        return store.get(column, key);
    }

    @Override
    public void forEach(String column, Bytes prefix, BiPredicate<Bytes, Bytes> visitor) {
        store.forEach(column, prefix, visitor);
    }

    @Override
    public Optional<Entry> last(String column, Bytes prefix) {
        return store.last(column, prefix);
    }

    @Override
    public void write(WriteBatch batch) {
        store.write(batch);
    }

    @Override
    public void close() {
        store.close();
    }
}
