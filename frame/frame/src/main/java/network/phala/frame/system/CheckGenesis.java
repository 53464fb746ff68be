package network.phala.frame.system;

import network.phala.frame.transaction.SignedExtension;
import network.phala.primitives.H256;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.ScaleWriter;
import network.phala.scale.TypeRef;
import network.phala.scale.Unit;

/// Signs the genesis hash: an extrinsic for another chain does not verify.
public final class CheckGenesis implements SignedExtension<Unit> {
    private static final Codec<Unit> CODEC = Extensions.empty("check_genesis", "CheckGenesis");

    private final FrameSystem system;

    public CheckGenesis(FrameSystem system) {
        this.system = system;
    }

    @Override
    public String identifier() {
        return "CheckGenesis";
    }

    @Override
    public Codec<Unit> codec() {
        return CODEC;
    }

    @Override
    public TypeRef additionalType() {
        return Codecs.H_256.type();
    }

    @Override
    public void encodeAdditional(Unit extra, ScaleWriter out) {
        Codecs.H_256.encode(system.blockHash(0).orElse(H256.ZERO), out);
    }
}
