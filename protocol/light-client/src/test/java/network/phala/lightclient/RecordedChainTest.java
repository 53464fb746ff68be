package network.phala.lightclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.phala.block.Header;
import network.phala.crypto.Ed25519;
import network.phala.crypto.KeyUri;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.DecodeException;
import network.phala.trie.StorageProof;
import network.phala.trie.Trie;
import network.phala.types.sync.Authority;
import network.phala.types.sync.AuthoritySet;
import network.phala.types.sync.GenesisBlockInfo;
import network.phala.types.sync.HeaderToSync;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The 60 recorded blocks of Phala's node runtime, finalized by //Alice as its dev chain is, followed to their roots.
class RecordedChainTest {
    @Test
    void followsTheRecordedBlocksAndRefusesEachWithOneByteChanged() throws Exception {
        JsonNode genesis = SharedData.ofNode("genesis-dev-3000ms.json");
        JsonNode recorded = SharedData.ofNode("blocks-dev-3000ms.json");
        Ed25519.Pair alice = KeyUri.parse("//Alice").ed25519();
        assertThat(alice.publicKey().toHex())
                .isEqualTo("0x88dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee");
        AuthoritySet set = new AuthoritySet(List.of(new Authority(alice.publicKey(), 1)), 0);

        Trie state = trie(genesis.get("storage"));
        Header genesisHeader =
                Header.decode(hex(genesis.get("genesisHeaderWithoutCode").get("scale")));
        assertThat(genesisHeader.hash().toHex())
                .isEqualTo(recorded.get("genesisHash").asString());
        List<Bytes> proof = StorageProof.of(state, List.of(TestChain.AUTHORITIES, TestChain.SET_ID))
                .nodes();
        LightClient client = LightClient.start(new GenesisBlockInfo(genesisHeader, set, proof));

        for (JsonNode block : recorded.get("blocks")) {
            Bytes encoded = hex(block.get("headerScale"));
            Header header = Header.decode(encoded);
            assertThat(header.hash().toHex()).isEqualTo(block.get("hash").asString());
            int number = header.number();
            refuseChangedHeaders(client, encoded, genesisHeader, alice);
            client.syncHeaders(batch(number, genesisHeader, header, alice));

            Trie next = apply(state, block.get("changes"));
            refuseChangedValues(client, number, state, block.get("changes"));
            client.acceptBlock(number, state.root(), next.root());
            state = next;
        }
        assertThat(client.blockNext()).isEqualTo(61);
        assertThat(client.headerNext()).isEqualTo(61);
    }

    /// A finalized header with one byte changed has another hash, which Alice did not sign.
    private static void refuseChangedHeaders(LightClient client, Bytes encoded, Header genesis, Ed25519.Pair alice)
            throws DecodeException {
        Header honest = Header.decode(encoded);
        Optional<Bytes> justification = Optional.of(justify(honest, alice));
        for (int at = 0; at < encoded.size(); at += 7) {
            byte[] changed = encoded.toArray();
            changed[at] ^= 0x10;
            Header header;
            try {
                header = Header.decode(Bytes.wrap(changed));
            } catch (DecodeException e) {
                continue;
            }
            HeaderToSync altered = new HeaderToSync(header, justification);
            List<HeaderToSync> batch = honest.number() == 1
                    ? List.of(new HeaderToSync(genesis, Optional.empty()), altered)
                    : List.of(altered);
            if (Integer.compareUnsigned(header.number(), client.headerNext()) >= 0) {
                assertThatThrownBy(() -> client.syncHeaders(batch)).isInstanceOf(SyncException.class);
            }
        }
    }

    private static void refuseChangedValues(LightClient client, int number, Trie before, JsonNode changes) {
        for (Map.Entry<String, JsonNode> change : changes.properties()) {
            Map<String, Bytes> altered = new HashMap<>();
            altered.put(
                    change.getKey(),
                    change.getValue().isNull()
                            ? Bytes.of((byte) 1)
                            : hex(change.getValue()).concat(Bytes.of((byte) 1)));
            H256 root = put(apply(before, changes), altered).root();
            assertThatThrownBy(() -> client.acceptBlock(number, before.root(), root))
                    .isInstanceOf(SyncException.class)
                    .hasMessageContaining("StateRootMismatch");
        }
    }

    private static List<HeaderToSync> batch(int number, Header genesis, Header header, Ed25519.Pair alice) {
        HeaderToSync last = new HeaderToSync(header, Optional.of(justify(header, alice)));
        return number == 1 ? List.of(new HeaderToSync(genesis, Optional.empty()), last) : List.of(last);
    }

    private static Bytes justify(Header header, Ed25519.Pair alice) {
        return TestChain.justify(header, header.numberUnsigned(), 0, List.of(alice))
                .encode();
    }

    private static Trie trie(JsonNode storage) {
        Map<Bytes, Bytes> entries = new HashMap<>();
        storage.properties().forEach(entry -> entries.put(Bytes.fromHex(entry.getKey()), hex(entry.getValue())));
        return Trie.of(entries);
    }

    private static Trie apply(Trie state, JsonNode changes) {
        Trie next = state;
        for (Map.Entry<String, JsonNode> change : changes.properties()) {
            Bytes key = Bytes.fromHex(change.getKey());
            next = change.getValue().isNull() ? next.remove(key) : next.put(key, hex(change.getValue()));
        }
        return next;
    }

    private static Trie put(Trie state, Map<String, Bytes> values) {
        Trie next = state;
        for (Map.Entry<String, Bytes> value : values.entrySet()) {
            next = next.put(Bytes.fromHex(value.getKey()), value.getValue());
        }
        return next;
    }

    private static Bytes hex(JsonNode text) {
        return Bytes.fromHex(text.asString());
    }
}
