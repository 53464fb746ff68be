package network.phala.golden.node;

import java.util.List;
import java.util.Map;
import network.phala.block.Digest;
import network.phala.block.DigestItem;
import network.phala.frame.InherentData;
import network.phala.frame.executive.ApplyResult;
import network.phala.frame.executive.Executive;
import network.phala.frame.storage.Externalities;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.runtime.PhalaRuntime;
import network.phala.scale.Codecs;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleWriter;
import network.phala.storage.State;
import tools.jackson.databind.JsonNode;

/// One extrinsic tried in a block of its own.
final class Attempt {
    private static final Bytes BABE = Bytes.ofUtf8("BABE");

    private final PhalaRuntime runtime;
    private final State parent;
    private final JsonNode lastBlock;
    private final JsonNode attempt;

    Attempt(PhalaRuntime runtime, State parent, JsonNode lastBlock, JsonNode attempt) {
        this.runtime = runtime;
        this.parent = parent;
        this.lastBlock = lastBlock;
        this.attempt = attempt;
    }

    void compare(Findings findings) throws DecodeException {
        Bytes call = Bytes.fromHex(attempt.get("call").asString());
        if (runtime.pallet(call.unsigned(0)).isEmpty()) {
            return;
        }
        JsonNode observed = attempt.get("applyResult");
        findings.compare(
                "attempts",
                "attempt " + attempt.get("note").asString(),
                observed.isNull() ? "cannot be in a block" : observed.asString(),
                Externalities.run(new Externalities(parent), this::result));
    }

    private String result() throws DecodeException {
        Executive executive = new Executive(runtime);
        ScaleWriter claim = new ScaleWriter();
        claim.writeByte(2);
        claim.writeInt(0);
        claim.writeLong(attempt.get("slot").asLong());
        Digest digest = new Digest(List.of(new DigestItem.PreRuntime(BABE, claim.toBytes())));
        H256 parentHash = H256.fromHex(lastBlock.get("hash").asString());
        executive.initializeBlock(parentHash, attempt.get("blockNumber").asInt(), digest);
        Bytes time = Codecs.U64.encode(attempt.get("timestamp").asLong());
        for (Bytes inherent : executive.inherentExtrinsics(new InherentData(Map.of(InherentData.TIMESTAMP, time)))) {
            executive.applyExtrinsic(inherent);
        }
        return switch (executive.applyExtrinsic(
                Bytes.fromHex(attempt.get("extrinsic").asString()))) {
            case ApplyResult.Included included -> included.encode().toHex();
            case ApplyResult.Refused _, ApplyResult.Panicked _ -> "cannot be in a block";
        };
    }
}
