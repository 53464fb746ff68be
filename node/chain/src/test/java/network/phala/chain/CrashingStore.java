package network.phala.chain;

import java.util.Optional;
import java.util.function.BiPredicate;
import network.phala.primitives.Bytes;
import network.phala.storage.KeyValueStore;
import network.phala.storage.WriteBatch;

/// A store whose process dies at one of its writes: before the batch is durable, or right after.
final class CrashingStore implements KeyValueStore {
    /// The death of the process.
    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final KeyValueStore disk;
    private final int crashAtWrite;
    private final boolean written;
    private int writes;

    CrashingStore(KeyValueStore disk, int crashAtWrite, boolean written) {
        this.disk = disk;
        this.crashAtWrite = crashAtWrite;
        this.written = written;
    }

    @Override
    public Optional<Bytes> get(String column, Bytes key) {
        return disk.get(column, key);
    }

    @Override
    public void forEach(String column, Bytes prefix, BiPredicate<Bytes, Bytes> visitor) {
        disk.forEach(column, prefix, visitor);
    }

    @Override
    public Optional<Entry> last(String column, Bytes prefix) {
        return disk.last(column, prefix);
    }

    @Override
    public void write(WriteBatch batch) {
        boolean dies = ++writes == crashAtWrite;
        if (!dies || written) {
            disk.write(batch);
        }
        if (dies) {
            throw new Crash();
        }
    }

    @Override
    public void close() {}
}
