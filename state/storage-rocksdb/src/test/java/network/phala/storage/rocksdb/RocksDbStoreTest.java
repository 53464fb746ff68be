package network.phala.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import network.phala.primitives.Bytes;
import network.phala.storage.KeyValueStore;
import network.phala.storage.KeyValueStoreConformance;
import network.phala.storage.StorageException;
import network.phala.storage.WriteBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksDbStoreTest extends KeyValueStoreConformance {
    @TempDir
    Path folder;

    @Override
    protected KeyValueStore open() {
        return RocksDbStore.open(folder.resolve("db"), COLUMNS);
    }

    @Test
    void keepsWhatWasWrittenWhenOpenedAgain() {
        Bytes key = Bytes.ofUtf8("k");
        try (KeyValueStore store = open()) {
            store.write(new WriteBatch().put("state", key, key));
        }
        try (KeyValueStore store = open()) {
            assertThat(store.get("state", key)).contains(key);
        }
    }

    @Test
    void saysThatAPathIsInUse() {
        try (KeyValueStore store = open()) {
            assertThat(store.get("state", Bytes.EMPTY)).isEmpty();
            assertThatThrownBy(this::open)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("in use by another process")
                    .hasMessageContaining(folder.toString());
        }
    }

    @Test
    void saysThatAPathIsDamaged() throws IOException {
        try (KeyValueStore store = open()) {
            store.write(new WriteBatch().put("state", Bytes.EMPTY, Bytes.EMPTY));
        }
        Files.writeString(folder.resolve("db/CURRENT"), "rubbish");
        assertThatThrownBy(this::open).isInstanceOf(StorageException.class).hasMessageContaining("damaged");
    }

    @Test
    void saysThatAPathCannotBeMade() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> RocksDbStore.open(file.resolve("db"), List.of()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("choose a writable base path");
    }
}
