package network.phala.trie;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Roots and proofs that real chains computed.
class TrieGoldenTest {
    @Test
    void followsARealChainToItsStateRoots() throws IOException {
        List<String> roots = Files.readAllLines(SharedData.file("trie/state_roots.txt")).stream()
                .filter(line -> !line.isBlank())
                .toList();
        Trie trie = ofJson(SharedData.json("trie/db-0.json").at("/genesis/raw/top"));
        assertThat(trie.root()).isEqualTo(H256.fromHex(roots.getFirst()));
        JsonNode changes = SharedData.json("trie/changes.json").get("result");
        assertThat(changes.size()).isGreaterThan(roots.size());
        for (int block = 1; block < roots.size(); block++) {
            for (JsonNode change : changes.get(block).get("mainStorageChanges")) {
                trie = change(trie, change.get(0).asString(), change.get(1));
            }
            assertThat(trie.root()).as("block %d", block).isEqualTo(H256.fromHex(roots.get(block)));
        }
        assertThat(trie.root()).isEqualTo(Trie.of(entryMap(trie)).root());
    }

    @Test
    void followsAllRecordedBlocksOfThePublishedRuntime() throws IOException {
        JsonNode genesis = SharedData.ofNode("genesis-dev-3000ms.json");
        Trie trie = ofJson(genesis.get("storage"));
        assertThat(trie.root())
                .isEqualTo(H256.fromHex(genesis.get("stateRootWithoutCode").asString()));
        Bytes code = Bytes.ofUtf8(":code");
        for (String variant : List.of("codeEmpty", "code00")) {
            JsonNode with = genesis.get(variant);
            assertThat(trie.put(code, Bytes.fromHex(with.get("code").asString()))
                            .root())
                    .as(variant)
                    .isEqualTo(H256.fromHex(with.get("stateRoot").asString()));
        }
        JsonNode blocks = SharedData.ofNode("blocks-dev-3000ms.json").get("blocks");
        for (JsonNode block : blocks) {
            for (Map.Entry<String, JsonNode> change : block.get("changes").properties()) {
                trie = change(trie, change.getKey(), change.getValue());
            }
            assertThat(trie.root())
                    .as("block %d", block.get("number").asInt())
                    .isEqualTo(H256.fromHex(block.at("/header/stateRoot").asString()));
            assertThat(OrderedTrie.root(included(block)))
                    .isEqualTo(H256.fromHex(block.at("/header/extrinsicsRoot").asString()));
        }
        assertThat(blocks.size()).isEqualTo(60);
        checkReadProofs(trie);
    }

    private static List<Bytes> included(JsonNode block) {
        List<Bytes> extrinsics = new ArrayList<>();
        for (JsonNode extrinsic : block.get("extrinsics")) {
            if (extrinsic.get("included").asBoolean()) {
                Bytes withLength = Bytes.fromHex(extrinsic.get("extrinsic").asString());
                extrinsics.add(withLength);
            }
        }
        return extrinsics;
    }

    private static void checkReadProofs(Trie trie) throws IOException {
        JsonNode file = SharedData.ofNode("read-proofs.json");
        assertThat(trie.root()).isEqualTo(H256.fromHex(file.get("stateRoot").asString()));
        for (JsonNode each : file.get("proofs")) {
            List<Bytes> keys =
                    strings(each.get("keys")).stream().map(Bytes::fromHex).toList();
            StorageProof ours = StorageProof.of(trie, keys);
            StorageProof theirs = new StorageProof(
                    strings(each.get("proof")).stream().map(Bytes::fromHex).toList());
            assertThat(ours.nodes()).containsExactlyInAnyOrderElementsOf(theirs.nodes());
            StorageProof.Reader reader = theirs.under(trie.root());
            for (int i = 0; i < keys.size(); i++) {
                JsonNode value = each.get("values").get(i);
                Optional<Bytes> expected =
                        value.isNull() ? Optional.empty() : Optional.of(Bytes.fromHex(value.asString()));
                assertThat(readOrFail(reader, keys.get(i))).isEqualTo(expected);
            }
        }
    }

    private static Optional<Bytes> readOrFail(StorageProof.Reader reader, Bytes key) {
        try {
            return reader.get(key);
        } catch (ProofException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(item -> strings.add(item.asString()));
        return strings;
    }

    private static Trie ofJson(JsonNode object) {
        Trie trie = Trie.EMPTY;
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            trie = change(trie, entry.getKey(), entry.getValue());
        }
        return trie;
    }

    private static Trie change(Trie trie, String key, JsonNode value) {
        return value.isNull()
                ? trie.remove(Bytes.fromHex(key))
                : trie.put(Bytes.fromHex(key), Bytes.fromHex(value.asString()));
    }

    private static Map<Bytes, Bytes> entryMap(Trie trie) {
        return trie.entries().collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
