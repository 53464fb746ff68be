package network.phala.trie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import org.junit.jupiter.api.Test;

/// A proof shows what the trie holds, and nothing else can be read from altered nodes.
class StorageProofTest {
    private static final long SEED = Long.getLong("seed", 20260102);

    @Test
    void provesPresentAndAbsentKeysOfRandomTries() throws ProofException {
        for (int round = 0; round < 100; round++) {
            Random random = new Random(SEED + round);
            Trie trie = randomTrie(random);
            List<Bytes> keys = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                keys.add(TrieTest.randomKey(random));
            }
            StorageProof.Reader reader = StorageProof.of(trie, keys).under(trie.root());
            for (Bytes key : keys) {
                assertThat(reader.get(key))
                        .as("seed %d key %s", SEED + round, key)
                        .isEqualTo(trie.get(key));
            }
        }
    }

    @Test
    void neverShowsAnotherValueWhateverIsDoneToTheNodes() {
        int refused = 0;
        for (int round = 0; round < 2000; round++) {
            Random random = new Random(SEED + round);
            Trie trie = randomTrie(random);
            Bytes key = TrieTest.randomKey(random);
            List<Bytes> nodes =
                    new ArrayList<>(StorageProof.of(trie, List.of(key)).nodes());
            damage(nodes, random);
            try {
                Optional<Bytes> read =
                        new StorageProof(nodes).under(trie.root()).get(key);
                assertThat(read).as("seed %d", SEED + round).isEqualTo(trie.get(key));
            } catch (ProofException e) {
                assertThat(e).hasMessageContaining("node");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    private static void damage(List<Bytes> nodes, Random random) {
        int which = random.nextInt(nodes.size());
        byte[] node = nodes.get(which).toArray();
        switch (random.nextInt(3)) {
            case 0 -> nodes.remove(which);
            case 1 -> nodes.set(which, Bytes.of(node).slice(0, random.nextInt(node.length)));
            default -> {
                node[random.nextInt(node.length)] ^= (byte) (1 << random.nextInt(8));
                nodes.set(which, Bytes.wrap(node));
            }
        }
    }

    /// Here the attacker even chooses the root, so every byte of the node reaches the decoder.
    @Test
    void refusesMalformedNodesThatTheRootNames() {
        Random random = new Random(SEED);
        for (int round = 0; round < 20000; round++) {
            byte[] node = new byte[random.nextInt(80)];
            random.nextBytes(node);
            H256 root = H256.of(NodeCodec.hash(node));
            try {
                new StorageProof(List.of(Bytes.wrap(node))).under(root).get(Bytes.of(node));
            } catch (ProofException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void saysWhatIsWrongWithANode() {
        assertRefused("0x00ff", "left over");
        assertRefused("0x3f", "header byte 63");
        assertRefused("0x80" + "0000", "without children");
        assertRefused("0x41f1" + "00", "padding nibble 15");
        assertRefused("0x40" + "feffffff", "more bytes expected");
        assertRefused("0x7f" + "ff".repeat(300), "nibbles");
        assertRefused("0x", "it ends");
    }

    private static void assertRefused(String node, String reason) {
        Bytes bytes = Bytes.fromHex(node);
        StorageProof proof = new StorageProof(List.of(bytes));
        assertThatThrownBy(() ->
                        proof.under(H256.of(NodeCodec.hash(bytes.toArray()))).get(Bytes.EMPTY))
                .isInstanceOf(ProofException.class)
                .hasMessageContaining(reason);
    }

    private static Trie randomTrie(Random random) {
        Trie trie = Trie.EMPTY.put(Bytes.of((byte) 7, (byte) 7), Bytes.wrap(new byte[40]));
        for (int i = random.nextInt(60); i > 0; i--) {
            byte[] value = new byte[random.nextInt(50)];
            random.nextBytes(value);
            trie = trie.put(TrieTest.randomKey(random), Bytes.wrap(value));
        }
        return trie;
    }
}
