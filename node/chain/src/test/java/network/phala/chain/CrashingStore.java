package network.phala.chain;

import network.phala.storage.KeyValueStore;
import network.phala.storage.WriteBatch;

/// A store whose process dies at one of its writes: before the batch is durable, or right after.
final class CrashingStore extends PassingStore {
    /// The death of the process.
    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final int crashAtWrite;
    private final boolean written;
    private int writes;

    CrashingStore(KeyValueStore disk, int crashAtWrite, boolean written) {
        super(disk);
        this.crashAtWrite = crashAtWrite;
        this.written = written;
    }

    @Override
    public void write(WriteBatch batch) {
        boolean dies = ++writes == crashAtWrite;
        if (!dies || written) {
            super.write(batch);
        }
        if (dies) {
            throw new Crash();
        }
    }

    @Override
    public void close() {}
}
