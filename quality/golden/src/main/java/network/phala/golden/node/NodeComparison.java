package network.phala.golden.node;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import network.phala.attestation.NoHardwareVerifier;
import network.phala.frame.executive.Executive;
import network.phala.frame.metadata.RuntimeMetadata;
import network.phala.frame.storage.Externalities;
import network.phala.metadata.MetadataV14;
import network.phala.metadata.MetadataV15;
import network.phala.primitives.Bytes;
import network.phala.runtime.GenesisConfig;
import network.phala.runtime.PhalaRuntime;
import network.phala.runtime.RuntimeApis;
import network.phala.scale.DecodeException;
import network.phala.storage.State;
import network.phala.trie.StorageProof;
import tools.jackson.databind.JsonNode;

/// Everything that was observed of the node runtime, compared with ours.
public final class NodeComparison {
    private final PhalaRuntime runtime = new PhalaRuntime(new NoHardwareVerifier());
    private final PalletKeys keys = new PalletKeys(runtime, NodeFiles.json("storage-prefixes"));
    private final Findings findings = new Findings();
    private int leftOut;

    private NodeComparison() {}

    /// Compares all of it.
    public static NodeComparison run() {
        NodeComparison comparison = new NodeComparison();
        try {
            comparison.metadata();
            comparison.genesis("genesis-dev-3000ms", 3000);
            comparison.genesis("genesis-dev-300ms", 300);
            comparison.blocks();
            comparison.attempts();
        } catch (DecodeException e) {
            throw new IllegalStateException("An observation does not decode", e);
        }
        return comparison;
    }

    public Findings findings() {
        return findings;
    }

    /// Recorded extrinsics with calls of pallets that we lack.
    public int leftOut() {
        return leftOut;
    }

    private void metadata() throws DecodeException {
        State genesis = GenesisConfig.dev(3000).build(runtime);
        MetadataV14 ours = Externalities.run(new Externalities(genesis), () -> RuntimeMetadata.v14(runtime));
        MetadataV14 observed = MetadataV14.decode(NodeFiles.bytes("metadata-v14-without-docs.scale"));
        MetadataComparison.run(observed, ours, findings);
        RuntimeApis apis = new RuntimeApis(runtime, new Executive(runtime));
        MetadataV15 ours15 =
                Externalities.run(new Externalities(genesis), () -> RuntimeMetadata.v15(runtime, apis.descriptions()));
        MetadataV15 observed15 = MetadataV15.decode(NodeFiles.bytes("metadata-v15-without-docs.scale"));
        MetadataComparison.run(observed15, ours15, findings);
        findings.compare("metadata", "metadata round trip", ours, MetadataV14.decode(ours.encode()));
    }

    private void genesis(String file, long blockMillis) {
        State ours = GenesisConfig.dev(blockMillis).build(runtime);
        State observed = NodeFiles.genesis(file);
        Set<Bytes> all = new TreeSet<>();
        Map<Bytes, String> before = new TreeMap<>();
        Map<Bytes, String> after = new TreeMap<>();
        observed.iterator(Bytes.EMPTY)
                .forEachRemaining(e -> before.put(e.getKey(), e.getValue().toHex()));
        ours.iterator(Bytes.EMPTY)
                .forEachRemaining(e -> after.put(e.getKey(), e.getValue().toHex()));
        all.addAll(before.keySet());
        all.addAll(after.keySet());
        for (Bytes key : all) {
            if (!keys.isForeign(key)) {
                String name = keys.name(key);
                String area = "genesis " + (name.contains(".") ? name.substring(0, name.indexOf('.')) : "keys");
                findings.compare(
                        area,
                        "genesis " + name + " " + key.toHex(),
                        before.getOrDefault(key, "absent"),
                        after.getOrDefault(key, "absent"));
            }
        }
    }

    private void blocks() throws DecodeException {
        JsonNode recorded = NodeFiles.json("blocks-dev-3000ms");
        State genesis = NodeFiles.genesis("genesis-dev-3000ms");
        BlockReplay replay = new BlockReplay(runtime, keys, findings);
        State last = replay.run(genesis, recorded.get("blocks"));
        leftOut += replay.leftOut();
        apis(genesis, last);
        proofs(last);
        lengths(last, recorded.get("blocks"));
    }

    private void apis(State genesis, State last) throws DecodeException {
        RuntimeApis apis = new RuntimeApis(runtime, new Executive(runtime));
        for (JsonNode at : NodeFiles.json("runtime-api-results").get("states")) {
            int block = at.get("atBlock").asInt();
            State state = block == 0 ? genesis : last;
            for (JsonNode call : at.get("calls")) {
                String method = call.get("method").asString();
                Bytes arguments = Bytes.fromHex(call.get("args").asString());
                Optional<Bytes> result =
                        Externalities.run(new Externalities(state), () -> apis.call(method, arguments));
                findings.compare(
                        "runtime APIs",
                        "runtime API " + method,
                        call.get("result").asString(),
                        result.map(Bytes::toHex).orElse("absent"));
            }
        }
    }

    private void proofs(State state) {
        for (JsonNode proof : NodeFiles.json("read-proofs").get("proofs")) {
            java.util.List<Bytes> asked = new java.util.ArrayList<>();
            proof.get("keys").forEach(key -> asked.add(Bytes.fromHex(key.asString())));
            Set<Bytes> observed = new TreeSet<>();
            proof.get("proof").forEach(node -> observed.add(Bytes.fromHex(node.asString())));
            StorageProof ours = state.prove(asked);
            findings.compare("read proofs", "read proof " + asked, observed, new TreeSet<>(ours.nodes()));
        }
    }

    /// The pool's verdict on a remark as it grows.
    private void lengths(State state, JsonNode blocks) throws DecodeException {
        Executive executive = new Executive(runtime);
        JsonNode lastBlock = blocks.get(blocks.size() - 1);
        Bytes hash = Bytes.fromHex(lastBlock.get("hash").asString());
        for (JsonNode sized : NodeFiles.json("validity-by-length").get("cases")) {
            int zeros = sized.get("remarkZeroBytes").asInt();
            Bytes extrinsic = RemarkOfEve.signed(runtime, state, zeros);
            findings.compare(
                    "pool",
                    "remark length " + zeros,
                    sized.get("extrinsicLength").asInt(),
                    extrinsic.size());
            Bytes verdict = Externalities.run(
                    new Externalities(state), () -> RemarkOfEve.verdict(runtime, executive, extrinsic, hash));
            findings.compare(
                    "pool", "remark validity " + zeros, sized.get("validity").asString(), verdict.toHex());
        }
    }

    private void attempts() throws DecodeException {
        JsonNode file = NodeFiles.json("attempts-dev-3000ms");
        State state = NodeFiles.genesis("genesis-dev-3000ms");
        JsonNode lastBlock = file.get("blocks").get(0);
        for (JsonNode block : file.get("blocks")) {
            state = NodeFiles.apply(state, NodeFiles.storage(block.get("changes")));
            lastBlock = block;
        }
        for (JsonNode attempt : file.get("attempts")) {
            new Attempt(runtime, state, lastBlock, attempt).compare(findings);
        }
    }
}
