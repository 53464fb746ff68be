package network.phala.storage.rocksdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import network.phala.primitives.Bytes;
import network.phala.storage.KeyValueStore;
import network.phala.storage.StorageException;
import network.phala.storage.WriteBatch;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/// A [KeyValueStore] in a RocksDB folder: one column family per column, one synced write per batch.
///
/// Call it from platform threads: RocksDB's native calls pin a virtual thread.
public final class RocksDbStore implements KeyValueStore {
    private static final int WRITE_BUFFER_BYTES = 16 << 20;
    private static final int BLOCK_CACHE_BYTES = 32 << 20;

    private final RocksDB database;
    private final Map<String, ColumnFamilyHandle> handles;
    private final List<AutoCloseable> options;
    private final WriteOptions synced = new WriteOptions().setSync(true);
    private boolean closed;

    private RocksDbStore(RocksDB database, Map<String, ColumnFamilyHandle> handles, List<AutoCloseable> options) {
        this.database = database;
        this.handles = handles;
        this.options = options;
    }

    /// Opens the folder, or makes it.
    ///
    /// @throws StorageException when the path cannot be used, is locked by another process, or is damaged
    public static RocksDbStore open(Path path, List<String> columns) {
        RocksDB.loadLibrary();
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new StorageException(
                    "Cannot make the database folder " + path + " (" + e + "); choose a writable base path", e);
        }
        LRUCache cache = new LRUCache(BLOCK_CACHE_BYTES);
        ColumnFamilyOptions family = new ColumnFamilyOptions()
                .setWriteBufferSize(WRITE_BUFFER_BYTES)
                .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(cache));
        DBOptions database = new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setKeepLogFileNum(2)
                .setMaxTotalWalSize(64L << 20);
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, family));
        columns.forEach(
                column -> descriptors.add(new ColumnFamilyDescriptor(column.getBytes(StandardCharsets.UTF_8), family)));
        List<ColumnFamilyHandle> opened = new ArrayList<>();
        try {
            RocksDB db = RocksDB.open(database, path.toString(), descriptors, opened);
            Map<String, ColumnFamilyHandle> handles = new LinkedHashMap<>();
            handles.put("default", opened.getFirst());
            for (int i = 0; i < columns.size(); i++) {
                handles.put(columns.get(i), opened.get(i + 1));
            }
            return new RocksDbStore(db, handles, List.of(database, family, cache));
        } catch (RocksDBException e) {
            database.close();
            family.close();
            cache.close();
            throw new StorageException(explain(path, e), e);
        }
    }

    private static String explain(Path path, RocksDBException failure) {
        String text = String.valueOf(failure.getMessage());
        if (text.contains("lock")) {
            return "The database " + path + " is in use by another process (" + text
                    + "); stop that process or choose another base path";
        }
        if (text.contains("Corruption") || text.contains("CURRENT") || text.contains("MANIFEST")) {
            return "The database " + path + " is damaged (" + text
                    + "); restore it from a backup, or remove the folder to sync again";
        }
        return "Cannot open the database " + path + " (" + text + ")";
    }

    @Override
    public Optional<Bytes> get(String column, Bytes key) {
        try {
            byte[] value = database.get(handle(column), key.unsafeArray());
            return value == null ? Optional.empty() : Optional.of(Bytes.wrap(value));
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
    }

    @Override
    public void forEach(String column, Bytes prefix, BiPredicate<Bytes, Bytes> visitor) {
        try (RocksIterator entries = database.newIterator(handle(column))) {
            for (entries.seek(prefix.unsafeArray()); entries.isValid(); entries.next()) {
                Bytes key = Bytes.wrap(entries.key());
                if (!key.startsWith(prefix) || !visitor.test(key, Bytes.wrap(entries.value()))) {
                    return;
                }
            }
            entries.status();
        } catch (RocksDBException e) {
            throw failed("iterate", e);
        }
    }

    @Override
    public Optional<Entry> last(String column, Bytes prefix) {
        try (RocksIterator entries = database.newIterator(handle(column))) {
            byte[] end = endOf(prefix);
            if (end.length == 0) {
                entries.seekToLast();
            } else {
                entries.seekForPrev(end);
                if (entries.isValid() && java.util.Arrays.equals(entries.key(), end)) {
                    entries.prev();
                }
            }
            entries.status();
            if (!entries.isValid()) {
                return Optional.empty();
            }
            Bytes key = Bytes.wrap(entries.key());
            return key.startsWith(prefix) ? Optional.of(new Entry(key, Bytes.wrap(entries.value()))) : Optional.empty();
        } catch (RocksDBException e) {
            throw failed("seek", e);
        }
    }

    /// The smallest key above all keys with the prefix; empty when there is none.
    private static byte[] endOf(Bytes prefix) {
        byte[] end = prefix.toArray();
        int last = end.length - 1;
        while (last >= 0 && end[last] == (byte) 0xff) {
            last--;
        }
        if (last < 0) {
            return new byte[0];
        }
        end[last]++;
        return java.util.Arrays.copyOf(end, last + 1);
    }

    @Override
    public void write(WriteBatch batch) {
        try (org.rocksdb.WriteBatch writes = new org.rocksdb.WriteBatch()) {
            for (WriteBatch.Write write : batch.writes()) {
                Bytes value = write.value();
                if (value == null) {
                    writes.delete(handle(write.column()), write.key().unsafeArray());
                } else {
                    writes.put(handle(write.column()), write.key().unsafeArray(), value.unsafeArray());
                }
            }
            database.write(synced, writes);
        } catch (RocksDBException e) {
            throw failed("write", e);
        }
    }

    private ColumnFamilyHandle handle(String column) {
        ColumnFamilyHandle handle = handles.get(column);
        if (handle == null) {
            throw new IllegalArgumentException("Column " + column + " is not in the store; it has " + handles.keySet());
        }
        return handle;
    }

    private StorageException failed(String what, RocksDBException failure) {
        return new StorageException(
                "Database " + database.getName() + " failed to " + what + ": " + failure.getMessage(), failure);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        handles.values().forEach(ColumnFamilyHandle::close);
        database.close();
        synced.close();
        for (AutoCloseable option : options) {
            try {
                option.close();
            } catch (Exception e) {
                throw new StorageException("Closing the database options failed", e);
            }
        }
    }
}
