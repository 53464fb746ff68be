package network.phala.trie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;

/// A trie made of sorted entries is the one that puts make, and a visit shows what is in it.
class TrieBuilderTest {
    private static final long SEED = Long.getLong("seed", 20261121);

    /// Keys that share beginnings, are beginnings of each other, and end anywhere.
    private static TreeMap<Bytes, Bytes> entries(Random random, int count) {
        TreeMap<Bytes, Bytes> entries = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            byte[] key = new byte[random.nextInt(6)];
            for (int at = 0; at < key.length; at++) {
                key[at] = (byte) (random.nextInt(3) * (random.nextBoolean() ? 1 : 16));
            }
            byte[] value = new byte[random.nextInt(70)];
            random.nextBytes(value);
            entries.put(Bytes.wrap(key), Bytes.wrap(value));
        }
        return entries;
    }

    @Test
    void sortedEntriesMakeTheSameTrieAsPuts() {
        for (long seed = SEED; seed < SEED + 500; seed++) {
            TreeMap<Bytes, Bytes> entries = entries(new Random(seed), new Random(seed).nextInt(200));
            TrieBuilder builder = new TrieBuilder();
            entries.forEach(builder::add);
            Trie built = builder.build();
            Trie put = Trie.of(entries);
            assertThat(built.root()).as("seed %d", seed).isEqualTo(put.root());
            assertThat(built.entries().toList())
                    .as("seed %d", seed)
                    .isEqualTo(put.entries().toList());
            // And it goes on as any other.
            for (Bytes key : List.copyOf(entries.keySet())) {
                built = built.remove(key);
            }
            assertThat(built.isEmpty()).isTrue();
            assertThat(builder.build().isEmpty())
                    .as("the builder is empty again")
                    .isTrue();
        }
    }

    @Test
    void aVisitShowsValuesAndChildrenInOrder() {
        Trie child = Trie.of(Map.of(Bytes.of((byte) 9), Bytes.of((byte) 8)));
        Bytes name = Bytes.ofUtf8("child");
        Trie trie = new TrieBuilder()
                .add(Bytes.EMPTY, Bytes.of((byte) 1))
                .addTrie(name, child)
                .add(Bytes.ofUtf8("z"), Bytes.EMPTY)
                .build();
        assertThat(trie.root())
                .isEqualTo(Trie.EMPTY
                        .put(Bytes.ofUtf8("z"), Bytes.EMPTY)
                        .putTrie(name, child)
                        .put(Bytes.EMPTY, Bytes.of((byte) 1))
                        .root());
        List<Object> seen = new ArrayList<>();
        trie.visit(new Trie.Visitor<RuntimeException>() {
            @Override
            public void value(Bytes key, Bytes value) {
                seen.add(List.of(key, value));
            }

            @Override
            public void child(Bytes key, Trie shown) {
                seen.add(List.of(key, shown));
            }
        });
        assertThat(seen)
                .containsExactly(
                        List.of(Bytes.EMPTY, Bytes.of((byte) 1)),
                        List.of(name, child),
                        List.of(Bytes.ofUtf8("z"), Bytes.EMPTY));
    }

    @Test
    void entriesOutOfOrderAreRefused() {
        TrieBuilder builder = new TrieBuilder().add(Bytes.ofUtf8("b"), Bytes.EMPTY);
        assertThatThrownBy(() -> builder.add(Bytes.ofUtf8("b"), Bytes.EMPTY)).hasMessageContaining("not above");
        assertThatThrownBy(() -> builder.add(Bytes.ofUtf8("a"), Bytes.EMPTY)).hasMessageContaining("not above");
        assertThatThrownBy(() -> builder.addTrie(Bytes.ofUtf8("c"), Trie.EMPTY)).hasMessageContaining("empty");
    }
}
