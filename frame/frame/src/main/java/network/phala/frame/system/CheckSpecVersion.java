package network.phala.frame.system;

import network.phala.frame.transaction.SignedExtension;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.ScaleWriter;
import network.phala.scale.TypeRef;
import network.phala.scale.Unit;

/// Signs the runtime's spec version: an extrinsic made for another runtime does not verify.
public final class CheckSpecVersion implements SignedExtension<Unit> {
    private static final Codec<Unit> CODEC = Extensions.empty("check_spec_version", "CheckSpecVersion");

    private final RuntimeVersion version;

    public CheckSpecVersion(RuntimeVersion version) {
        this.version = version;
    }

    @Override
    public String identifier() {
        return "CheckSpecVersion";
    }

    @Override
    public Codec<Unit> codec() {
        return CODEC;
    }

    @Override
    public TypeRef additionalType() {
        return Codecs.U32.type();
    }

    @Override
    public void encodeAdditional(Unit extra, ScaleWriter out) {
        out.writeInt(version.specVersion());
    }
}
