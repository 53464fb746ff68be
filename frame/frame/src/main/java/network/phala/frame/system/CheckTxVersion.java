package network.phala.frame.system;

import network.phala.frame.transaction.SignedExtension;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.ScaleWriter;
import network.phala.scale.TypeRef;
import network.phala.scale.Unit;

/// Signs the runtime's transaction version: an extrinsic whose calls mean something else by now does not verify.
public final class CheckTxVersion implements SignedExtension<Unit> {
    private static final Codec<Unit> CODEC = Extensions.empty("check_tx_version", "CheckTxVersion");

    private final RuntimeVersion version;

    public CheckTxVersion(RuntimeVersion version) {
        this.version = version;
    }

    @Override
    public String identifier() {
        return "CheckTxVersion";
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
        out.writeInt(version.transactionVersion());
    }
}
