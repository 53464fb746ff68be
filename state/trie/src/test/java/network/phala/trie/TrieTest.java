package network.phala.trie;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import org.junit.jupiter.api.Test;

/// The trie behaves as a sorted map, whatever the order of changes, and its root depends on the entries only.
class TrieTest {
    private static final long SEED = Long.getLong("seed", 20260101);

    @Test
    void emptyTrieHasTheKnownRoot() {
        assertThat(Trie.EMPTY.root())
                .isEqualTo(H256.fromHex("0x03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314"));
    }

    @Test
    void isASortedMapUnderRandomChanges() {
        for (int round = 0; round < 40; round++) {
            playRandomChanges(SEED + round);
        }
    }

    private static void playRandomChanges(long seed) {
        Random random = new Random(seed);
        TreeMap<Bytes, Bytes> model = new TreeMap<>();
        Trie trie = Trie.EMPTY;
        Map<Trie, Map<Bytes, Bytes>> snapshots = new HashMap<>();
        for (int step = 0; step < 300; step++) {
            Bytes key = randomKey(random);
            int action = random.nextInt(20);
            if (action < 12) {
                Bytes value = randomValue(random);
                model.put(key, value);
                trie = trie.put(key, value);
            } else if (action < 19) {
                model.remove(key);
                trie = trie.remove(key);
            } else {
                model.keySet().removeIf(each -> each.startsWith(key));
                trie = trie.clearPrefix(key);
            }
            Bytes probe = randomKey(random);
            assertThat(trie.get(probe))
                    .as("seed %d step %d", seed, step)
                    .isEqualTo(Optional.ofNullable(model.get(probe)));
            assertThat(trie.contains(probe)).isEqualTo(model.containsKey(probe));
            assertThat(trie.nextKey(probe))
                    .as("seed %d step %d next of %s", seed, step, probe)
                    .isEqualTo(Optional.ofNullable(model.higherKey(probe)));
            if (step % 50 == 0) {
                snapshots.put(trie, new TreeMap<>(model));
            }
        }
        snapshots.put(trie, model);
        snapshots.forEach((snapshot, entries) -> assertHolds(snapshot, entries, random, "seed " + seed));
    }

    private static void assertHolds(Trie trie, Map<Bytes, Bytes> entries, Random random, String what) {
        assertThat(trie.entries().toList()).as(what).containsExactlyElementsOf(entries.entrySet());
        List<Map.Entry<Bytes, Bytes>> shuffled = new ArrayList<>(entries.entrySet());
        java.util.Collections.shuffle(shuffled, random);
        Trie rebuilt = Trie.EMPTY;
        for (Map.Entry<Bytes, Bytes> entry : shuffled) {
            rebuilt = rebuilt.put(entry.getKey(), entry.getValue());
        }
        assertThat(trie.root()).as(what).isEqualTo(rebuilt.root());
        Bytes prefix = randomKey(random);
        List<Bytes> found = new ArrayList<>();
        Iterator<Map.Entry<Bytes, Bytes>> under = trie.iterator(prefix);
        under.forEachRemaining(entry -> found.add(entry.getKey()));
        assertThat(found)
                .as(what)
                .isEqualTo(entries.keySet().stream()
                        .filter(key -> key.startsWith(prefix))
                        .toList());
    }

    /// Partials of every length from every nibble on: a key that differs in one nibble anywhere is another key.
    @Test
    void keysThatDifferInOneNibbleAreTold() {
        Random random = new Random(SEED);
        for (int fork = 0; fork < 40; fork++) {
            byte[] key = new byte[20];
            random.nextBytes(key);
            byte[] sibling = flipped(key, fork);
            Trie trie = Trie.EMPTY.put(Bytes.of(key), Bytes.of((byte) 1)).put(Bytes.of(sibling), Bytes.of((byte) 2));
            assertThat(trie.get(Bytes.of(key))).contains(Bytes.of((byte) 1));
            assertThat(trie.get(Bytes.of(sibling))).contains(Bytes.of((byte) 2));
            for (int nibble = 0; nibble < 40; nibble++) {
                if (nibble != fork) {
                    assertThat(trie.get(Bytes.of(flipped(key, nibble))))
                            .as("seed %d fork %d nibble %d", SEED, fork, nibble)
                            .isEmpty();
                }
            }
        }
    }

    private static byte[] flipped(byte[] key, int nibble) {
        byte[] changed = key.clone();
        changed[nibble / 2] ^= (byte) (nibble % 2 == 0 ? 0x10 : 0x01);
        return changed;
    }

    @Test
    void longPartialKeysRoundTripThroughTheirEncoding() throws ProofException {
        for (int size : List.of(1, 31, 32, 62, 63, 64, 158, 159, 160, 286, 287, 288, 1000)) {
            Bytes key = Bytes.wrap(new byte[size]);
            Trie trie = Trie.EMPTY.put(key, Bytes.of((byte) 1)).put(key.concat(Bytes.of((byte) 9)), Bytes.of((byte) 2));
            StorageProof.Reader reader = StorageProof.of(trie, List.of(key)).under(trie.root());
            assertThat(reader.get(key)).as("key of %d bytes", size).contains(Bytes.of((byte) 1));
        }
    }

    @Test
    void aChildTrieReadsAsItsRootAndGoesWhenEmpty() {
        Bytes key = Bytes.ofUtf8(":child_storage:default:a");
        Trie child = Trie.EMPTY.put(Bytes.ofUtf8("k"), Bytes.ofUtf8("v"));
        Trie trie = Trie.EMPTY.putTrie(key, child);
        assertThat(trie.get(key)).contains(child.root().toBytes());
        assertThat(trie.root())
                .isEqualTo(Trie.EMPTY.put(key, child.root().toBytes()).root());
        assertThat(trie.putTrie(key, Trie.EMPTY).isEmpty()).isTrue();
    }

    static Bytes randomKey(Random random) {
        byte[] key = new byte[random.nextInt(5)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (random.nextInt(3) * (random.nextBoolean() ? 1 : 0x50));
        }
        return Bytes.wrap(key);
    }

    private static Bytes randomValue(Random random) {
        byte[] value = new byte[random.nextInt(4) == 0 ? random.nextInt(100) : random.nextInt(4)];
        random.nextBytes(value);
        return Bytes.wrap(value);
    }
}
