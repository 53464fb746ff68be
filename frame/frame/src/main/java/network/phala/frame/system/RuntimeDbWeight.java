package network.phala.frame.system;

import network.phala.frame.dispatch.Weight;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// What one read and one write of the database cost.
@TypePath("sp_weights::RuntimeDbWeight")
public record RuntimeDbWeight(
        @TypeName("u64") long read, @TypeName("u64") long write) {
    /// Substrate's figures for RocksDB: 25 and 100 microseconds.
    public static final RuntimeDbWeight ROCKS_DB = new RuntimeDbWeight(25_000_000, 100_000_000);

    public Weight reads(long count) {
        return Weight.of(read * count, 0);
    }

    public Weight writes(long count) {
        return Weight.of(write * count, 0);
    }

    public Weight readsWrites(long reads, long writes) {
        return Weight.of(read * reads + write * writes, 0);
    }
}
