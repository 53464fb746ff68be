package network.phala.pruntime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import network.phala.block.Header;
import network.phala.crypto.Ed25519;
import network.phala.crypto.KeyUri;
import network.phala.crypto.Twox;
import network.phala.lightclient.GrandpaJustification;
import network.phala.lightclient.Precommit;
import network.phala.primitives.Bytes;
import network.phala.storage.State;
import network.phala.types.sync.Authority;
import network.phala.types.sync.AuthoritySet;
import network.phala.types.sync.BlockHeaderWithChanges;
import network.phala.types.sync.GenesisBlockInfo;
import network.phala.types.sync.HeaderToSync;
import network.phala.types.sync.KeyValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The 60 blocks recorded from Phala's published node runtime, with justifications made here with //Alice's key.
record RecordedChain(Header genesis, List<KeyValue> genesisState, List<Block> blocks, Ed25519.Pair alice) {
    /// A header with the storage changes behind it.
    record Block(Header header, BlockHeaderWithChanges changes) {}

    static RecordedChain load() throws Exception {
        JsonNode genesis = read("genesis-dev-3000ms.json");
        JsonNode recorded = read("blocks-dev-3000ms.json");
        List<KeyValue> state = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : genesis.get("storage").properties()) {
            state.add(new KeyValue(Bytes.fromHex(entry.getKey()), hex(entry.getValue())));
        }
        List<Block> blocks = new ArrayList<>();
        for (JsonNode block : recorded.get("blocks")) {
            Header header = Header.decode(hex(block.get("headerScale")));
            List<BlockHeaderWithChanges.Change> changes = new ArrayList<>();
            for (Map.Entry<String, JsonNode> change : block.get("changes").properties()) {
                changes.add(new BlockHeaderWithChanges.Change(
                        Bytes.fromHex(change.getKey()),
                        change.getValue().isNull() ? Optional.empty() : Optional.of(hex(change.getValue()))));
            }
            blocks.add(new Block(
                    header,
                    new BlockHeaderWithChanges(header, new BlockHeaderWithChanges.Changes(changes, List.of()))));
        }
        Header genesisHeader =
                Header.decode(hex(genesis.get("genesisHeaderWithoutCode").get("scale")));
        return new RecordedChain(
                genesisHeader, state, blocks, KeyUri.parse("//Alice").ed25519());
    }

    GenesisBlockInfo genesisInfo() {
        State state = State.of(
                genesisState.stream().collect(java.util.stream.Collectors.toMap(KeyValue::key, KeyValue::value)));
        List<Bytes> proof = state.prove(List.of(grandpaKey("Authorities"), grandpaKey("CurrentSetId")))
                .nodes();
        return new GenesisBlockInfo(genesis, new AuthoritySet(List.of(new Authority(alice.publicKey(), 1)), 0), proof);
    }

    private static Bytes grandpaKey(String item) {
        return Bytes.wrap(Twox.hash128("Grandpa")).concat(Bytes.wrap(Twox.hash128(item)));
    }

    /// Headers `first` to `last`, the last one justified; the genesis header goes before header 1.
    List<HeaderToSync> headers(int first, int last) {
        List<HeaderToSync> batch = new ArrayList<>();
        if (first == 1) {
            batch.add(new HeaderToSync(genesis, Optional.empty()));
        }
        for (int number = first; number <= last; number++) {
            Header header = blocks.get(number - 1).header();
            batch.add(new HeaderToSync(
                    header, number == last ? Optional.of(justify(header, alice, 0)) : Optional.empty()));
        }
        return batch;
    }

    static Bytes justify(Header header, Ed25519.Pair voter, long setId) {
        return justify(header, List.of(voter), setId);
    }

    static Bytes justify(Header header, List<Ed25519.Pair> voters, long setId) {
        List<Precommit> precommits = new ArrayList<>();
        for (Ed25519.Pair voter : voters) {
            precommits.add(Precommit.sign(voter, header.hash(), header.number(), 1, setId));
        }
        return GrandpaJustification.of(1, header.hash(), header.number(), precommits)
                .encode();
    }

    List<BlockHeaderWithChanges> changes(int first, int last) {
        return blocks.subList(first - 1, last).stream().map(Block::changes).toList();
    }

    private static Bytes hex(JsonNode text) {
        return Bytes.fromHex(text.asString());
    }

    /// The observations lie in this repository, compressed.
    private static JsonNode read(String name) throws IOException {
        Path file = Path.of("../../quality/golden/src/main/resources/network/phala/golden/node", name + ".gz");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return JsonMapper.shared().readTree(in.readAllBytes());
        }
    }
}
