package network.phala.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;

/// What every [KeyValueStore] does; each adapter's test extends this.
public abstract class KeyValueStoreConformance {
    protected static final List<String> COLUMNS = List.of("state", "blocks");
    private static final long SEED = Long.getLong("seed", 20260103);

    /// A fresh, empty store with [#COLUMNS].
    protected abstract KeyValueStore open();

    @Test
    void behavesAsASortedMapPerColumn() {
        Random random = new Random(SEED);
        Map<String, TreeMap<Bytes, Bytes>> model = Map.of("state", new TreeMap<>(), "blocks", new TreeMap<>());
        try (KeyValueStore store = open()) {
            for (int step = 0; step < 60; step++) {
                WriteBatch batch = new WriteBatch();
                for (int i = random.nextInt(8); i > 0; i--) {
                    String column = COLUMNS.get(random.nextInt(2));
                    Bytes key = key(random);
                    if (random.nextInt(4) == 0) {
                        batch.remove(column, key);
                        Objects.requireNonNull(model.get(column)).remove(key);
                    } else {
                        Bytes value = Bytes.of((byte) step, (byte) i);
                        batch.put(column, key, value);
                        Objects.requireNonNull(model.get(column)).put(key, value);
                    }
                }
                store.write(batch);
                Bytes probe = key(random);
                for (String column : COLUMNS) {
                    assertSame(
                            store,
                            column,
                            probe,
                            Objects.requireNonNull(model.get(column)),
                            "seed " + SEED + " step " + step);
                }
            }
        }
    }

    private static void assertSame(
            KeyValueStore store, String column, Bytes probe, TreeMap<Bytes, Bytes> model, String what) {
        assertThat(store.get(column, probe)).as(what).isEqualTo(Optional.ofNullable(model.get(probe)));
        List<KeyValueStore.Entry> expected = model.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(probe))
                .map(entry -> new KeyValueStore.Entry(entry.getKey(), entry.getValue()))
                .toList();
        List<KeyValueStore.Entry> found = new ArrayList<>();
        store.forEach(column, probe, (key, value) -> found.add(new KeyValueStore.Entry(key, value)));
        assertThat(found).as(what).isEqualTo(expected);
        assertThat(store.last(column, probe))
                .as(what)
                .isEqualTo(expected.isEmpty() ? Optional.empty() : Optional.of(expected.getLast()));
    }

    @Test
    void laterWritesOfABatchWin() {
        try (KeyValueStore store = open()) {
            Bytes key = Bytes.ofUtf8("k");
            store.write(new WriteBatch().put("state", key, Bytes.ofUtf8("a")).remove("state", key));
            assertThat(store.get("state", key)).isEmpty();
            store.write(new WriteBatch().remove("state", key).put("state", key, Bytes.EMPTY));
            assertThat(store.get("state", key)).contains(Bytes.EMPTY);
        }
    }

    @Test
    void aBatchThatFailsChangesNothing() {
        try (KeyValueStore store = open()) {
            Bytes key = Bytes.ofUtf8("k");
            WriteBatch batch = new WriteBatch().put("state", key, key).put("nowhere", key, key);
            assertThatThrownBy(() -> store.write(batch)).hasMessageContaining("nowhere");
            assertThat(store.get("state", key)).isEmpty();
        }
    }

    @Test
    void iterationStopsWhenTold() {
        try (KeyValueStore store = open()) {
            WriteBatch batch = new WriteBatch();
            for (byte i = 0; i < 10; i++) {
                batch.put("blocks", Bytes.of(i), Bytes.of(i));
            }
            store.write(batch);
            List<Bytes> seen = new ArrayList<>();
            store.forEach("blocks", Bytes.EMPTY, (key, _) -> seen.add(key) && seen.size() < 3);
            assertThat(seen).containsExactly(Bytes.of((byte) 0), Bytes.of((byte) 1), Bytes.of((byte) 2));
        }
    }

    private static Bytes key(Random random) {
        byte[] key = new byte[random.nextInt(4)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (random.nextInt(3) - 1);
        }
        return Bytes.wrap(key);
    }
}
