package network.phala.frame.system;

import java.util.List;
import network.phala.frame.transaction.Era;
import network.phala.frame.transaction.InvalidTransaction;
import network.phala.frame.transaction.SignedExtension;
import network.phala.frame.transaction.TransactionValidityException;
import network.phala.frame.transaction.ValidTransaction;
import network.phala.primitives.AccountId;
import network.phala.primitives.H256;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.ScaleWriter;
import network.phala.scale.TypeDef;
import network.phala.scale.TypeRef;

/// Signs the hash of the era's first block: an extrinsic dies when that hash is forgotten, and is bound to one fork.
public final class CheckMortality implements SignedExtension<Era> {
    private static final Codec<Era> CODEC = Codecs.retyped(
            Era.CODEC,
            Extensions.type(
                    "check_mortality", "CheckMortality", List.of(new TypeDef.Field(null, Era.CODEC.type(), "Era"))));

    private final FrameSystem system;

    public CheckMortality(FrameSystem system) {
        this.system = system;
    }

    @Override
    public String identifier() {
        return "CheckMortality";
    }

    @Override
    public Codec<Era> codec() {
        return CODEC;
    }

    @Override
    public TypeRef additionalType() {
        return Codecs.H_256.type();
    }

    @Override
    public void encodeAdditional(Era era, ScaleWriter out) throws TransactionValidityException {
        long birth = era.birth(Integer.toUnsignedLong(system.blockNumber()));
        H256 hash = system.blockHash((int) birth)
                .orElseThrow(() -> new TransactionValidityException(InvalidTransaction.ANCIENT_BIRTH_BLOCK));
        Codecs.H_256.encode(hash, out);
    }

    @Override
    public ValidTransaction validate(AccountId who, Era era, Context context) {
        long current = Integer.toUnsignedLong(system.blockNumber());
        return new ValidTransaction(0, List.of(), List.of(), era.death(current) - current, true);
    }
}
