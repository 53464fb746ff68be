package network.phala.pherry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import network.phala.block.Header;
import network.phala.client.chain.ChainClient;
import network.phala.client.rpc.NodeAnswer;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;
import tools.jackson.databind.JsonNode;

/// What the relayer fetches from the node, laid out as prpc wants it. Follows phala-blockchain
/// standalone/pherry/src/chain_client.rs and standalone/pherry/src/lib.rs.
final class NodeSource {
    private static final Bytes GRANDPA_AUTHORITIES_WELL_KNOWN = Bytes.ofUtf8(":grandpa_authorities");
    private static final Bytes GRANDPA_AUTHORITIES =
            Bytes.fromHex("0x5f9cc45b7a00c5899361e1c6099678dc5e0621c4869aa60c02be9adcc98a0d1d");
    private static final Bytes GRANDPA_SET_ID =
            Bytes.fromHex("0x5f9cc45b7a00c5899361e1c6099678dc8a2d09463effcc78a22d75b9cb87dffc");

    private final ChainClient chain;

    NodeSource(ChainClient chain) {
        this.chain = chain;
    }

    /// A run of headers whose last one carries a justification: `Vec<HeaderToSync>`, and where it ends.
    record HeaderBatch(Bytes encoded, long last) {}

    /// `GenesisBlockInfo{block_header, authority_set{list, id}, proof}` of block 0.
    Bytes genesisInfo() throws IOException {
        H256 genesis = chain.genesisHash();
        ScaleWriter out = new ScaleWriter();
        out.write(chain.header(genesis).encode());
        out.write(authorities(genesis));
        out.write(chain.storage(GRANDPA_SET_ID, genesis).orElse(Bytes.wrap(new byte[8])));
        JsonNode proof = chain.rpc()
                .call(
                        "state_getReadProof",
                        List.of(
                                GRANDPA_AUTHORITIES_WELL_KNOWN.toHex(),
                                GRANDPA_SET_ID.toHex(),
                                GRANDPA_AUTHORITIES.toHex()),
                        genesis.toHex());
        writeAll(hexList(proof.path("proof")), out);
        return out.toBytes();
    }

    /// The authority list of the pallet, or else the well-known key's value behind its version byte.
    private Bytes authorities(H256 at) throws IOException {
        var own = chain.storage(GRANDPA_AUTHORITIES, at);
        if (own.isPresent()) {
            return own.get();
        }
        Bytes wellKnown = chain.storage(GRANDPA_AUTHORITIES_WELL_KNOWN, at)
                .orElseThrow(() -> new IOException(
                        "The chain has no GRANDPA authorities at genesis; a relayer needs a GRANDPA chain"));
        if (wellKnown.isEmpty()) {
            throw new IOException("The node's GRANDPA authorities are empty; expected a version and a list");
        }
        return wellKnown.slice(1, wellKnown.size());
    }

    /// All keys and values of the genesis state: `Vec<(Vec<u8>, Vec<u8>)>`.
    Bytes genesisState() throws IOException {
        JsonNode pairs = NodeAnswer.list(
                "state_getPairs",
                chain.rpc().call("state_getPairs", "0x", chain.genesisHash().toHex()));
        ScaleWriter out = new ScaleWriter();
        out.writeCompact(pairs.size());
        for (JsonNode pair : pairs) {
            out.writeVec(NodeAnswer.bytes("a key of the genesis state", pair.path(0)));
            out.writeVec(NodeAnswer.bytes("a value of the genesis state", pair.path(1)));
        }
        return out.toBytes();
    }

    long finalizedNumber() throws IOException {
        return chain.header(chain.finalizedHead()).numberUnsigned();
    }

    /// Headers from `first` to the next one whose finality the node proves.
    HeaderBatch headersFrom(long first) throws IOException {
        H256 hash = chain.blockHash(first).orElseThrow(() -> new IOException("The node has no block " + first));
        JsonNode answer = chain.rpc().call("grandpa_proveFinality", first);
        if (answer.isNull()) {
            throw new IOException("The node has no finality proof for block " + first);
        }
        List<Header> headers = new ArrayList<>();
        headers.add(chain.header(hash));
        Bytes justification;
        try {
            ScaleReader proof = new ScaleReader(NodeAnswer.bytes("the finality proof of block " + first, answer));
            proof.readBytes(32);
            justification = proof.readVec();
            int count = proof.readLength(97);
            for (int i = 0; i < count; i++) {
                headers.add(Scale.of(Header.class).decode(proof));
            }
        } catch (DecodeException e) {
            throw new IOException(
                    "The node's finality proof for block " + first + " does not decode: " + e.getMessage(), e);
        }
        ScaleWriter out = new ScaleWriter();
        out.writeCompact(headers.size());
        for (int i = 0; i < headers.size(); i++) {
            out.write(headers.get(i).encode());
            boolean last = i == headers.size() - 1;
            out.writeBoolean(last);
            if (last) {
                out.writeVec(justification);
            }
        }
        return new HeaderBatch(out.toBytes(), headers.getLast().numberUnsigned());
    }

    /// Storage changes of blocks `first` to `last`: `Vec<BlockHeaderWithChanges>`, of whose headers only the number
    /// counts.
    Bytes blocks(long first, long last) throws IOException {
        JsonNode list = NodeAnswer.list(
                "pha_getStorageChanges",
                chain.rpc()
                        .call(
                                "pha_getStorageChanges",
                                hashOf(first).toHex(),
                                hashOf(last).toHex()));
        if (list.size() != last - first + 1) {
            throw new IOException(
                    "The node gave changes of " + list.size() + " blocks; expected " + (last - first + 1));
        }
        ScaleWriter out = new ScaleWriter();
        out.writeCompact(list.size());
        long number = first;
        for (JsonNode block : list) {
            out.write(new byte[32]);
            out.writeCompact(number++);
            out.write(new byte[64]);
            out.writeCompact(0);
            writeChanges(block.path("mainStorageChanges"), out);
            JsonNode children = NodeAnswer.list("childStorageChanges", block.path("childStorageChanges"));
            out.writeCompact(children.size());
            for (JsonNode child : children) {
                out.writeVec(NodeAnswer.bytes("the key of a child trie", child.path(0)));
                writeChanges(child.path(1), out);
            }
        }
        return out.toBytes();
    }

    private H256 hashOf(long number) throws IOException {
        return chain.blockHash(number).orElseThrow(() -> new IOException("The node has no block " + number));
    }

    private static void writeChanges(JsonNode answer, ScaleWriter out) throws IOException {
        JsonNode changes = NodeAnswer.list("the changes of a block", answer);
        out.writeCompact(changes.size());
        for (JsonNode change : changes) {
            out.writeVec(NodeAnswer.bytes("a changed key", change.path(0)));
            JsonNode value = change.path(1);
            out.writeBoolean(!value.isNull());
            if (!value.isNull()) {
                out.writeVec(NodeAnswer.bytes("a changed value", value));
            }
        }
    }

    private static List<Bytes> hexList(JsonNode list) throws IOException {
        List<Bytes> items = new ArrayList<>();
        for (JsonNode item : NodeAnswer.list("a proof", list)) {
            items.add(NodeAnswer.bytes("a node of a proof", item));
        }
        return items;
    }

    private static void writeAll(List<Bytes> items, ScaleWriter out) {
        out.writeCompact(items.size());
        items.forEach(out::writeVec);
    }
}
