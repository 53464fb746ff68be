package network.phala.trie;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;

/// Whatever was hashed before, and whichever older trie a change starts from: a root depends on the entries alone.
class TrieHistoryTest {
    private static final long SEED = Long.getLong("seed", 20261121);

    /// A trie and what must be in it.
    private record Version(Trie trie, TreeMap<Bytes, Bytes> entries) {}

    private static Bytes bytes(Random random, int sizeMax, int letters) {
        byte[] bytes = new byte[random.nextInt(sizeMax)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(letters) * 17);
        }
        return Bytes.wrap(bytes);
    }

    private static Version change(Version from, Random random) {
        TreeMap<Bytes, Bytes> entries = new TreeMap<>(from.entries);
        Bytes key = bytes(random, 4, 16);
        return switch (random.nextInt(8)) {
            case 0 -> {
                entries.keySet().removeIf(each -> each.startsWith(key) && key.size() > 0);
                yield new Version(key.size() > 0 ? from.trie.clearPrefix(key) : from.trie, entries);
            }
            case 1, 2 -> {
                entries.remove(key);
                yield new Version(from.trie.remove(key), entries);
            }
            case 3 -> {
                Trie child = Trie.of(Map.of(key, bytes(random, 50, 200)));
                entries.put(key, child.root().toBytes());
                yield new Version(from.trie.putTrie(key, child), entries);
            }
            default -> {
                // Short ones stand in their parents, long ones keep their hash.
                Bytes value = bytes(random, random.nextInt(10) == 0 ? 600 : 40, 200);
                entries.put(key, value);
                yield new Version(from.trie.put(key, value), entries);
            }
        };
    }

    @Test
    void rootsDependOnTheEntriesAlone() {
        for (long seed = SEED; seed < SEED + 60; seed++) {
            Random random = new Random(seed);
            List<Version> versions = new ArrayList<>(List.of(new Version(Trie.EMPTY, new TreeMap<>())));
            for (int step = 0; step < 400; step++) {
                // Mostly goes on from the newest, sometimes from one long gone.
                int from = random.nextInt(5) == 0 ? random.nextInt(versions.size()) : versions.size() - 1;
                Version next = change(versions.get(from), random);
                versions.add(next);
                if (random.nextInt(4) == 0) {
                    assertThat(next.trie.root())
                            .as("seed %d step %d", seed, step)
                            .isEqualTo(Trie.of(next.entries).root());
                }
            }
            for (int i = 0; i < versions.size(); i += 7) {
                Version old = versions.get(i);
                assertThat(old.trie.root())
                        .as("seed %d version %d", seed, i)
                        .isEqualTo(Trie.of(old.entries).root());
                assertThat(old.trie.entries().toList()).isEqualTo(List.copyOf(old.entries.entrySet()));
            }
        }
    }
}
