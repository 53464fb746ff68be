package network.phala.pink.types;

import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;

/// Events as runtimes before 1.2 wrote them: `CodeStored` and `CodeRemoved` are the code hash alone, and in 1.0 the
/// caller of `Called` is a plain account. The events of deposits did not exist.
///
/// Follows phala-blockchain crates/pink/runtime/assets/metadata-1.0.bin and metadata-1.1.bin.
final class EarlierEvents {
    private static final Codec<RuntimeEvent> EVENT = Scale.of(RuntimeEvent.class);
    private static final int CONTRACTS = 4;
    private static final int CODE_STORED = 2;
    private static final int CODE_REMOVED = 4;
    private static final int CALLED = 6;

    private EarlierEvents() {}

    static void encode(RuntimeEvent event, ScaleWriter out, PinkRuntime runtime) {
        switch (event) {
            case RuntimeEvent.Contracts(ContractsEvent.CodeStored(H256 hash, U128 _, AccountId _)) ->
                ofCode(CODE_STORED, hash, out);
            case RuntimeEvent.Contracts(ContractsEvent.CodeRemoved(H256 hash, U128 _, AccountId _)) ->
                ofCode(CODE_REMOVED, hash, out);
            case RuntimeEvent.Contracts(ContractsEvent.Called(CallOrigin.Signed(AccountId caller), AccountId contract))
            when runtime == PinkRuntime.V1_0 -> {
                out.writeByte(CONTRACTS);
                out.writeByte(CALLED);
                out.write(caller.toBytes());
                out.write(contract.toBytes());
            }
            default -> EVENT.encode(event, out);
        }
    }

    private static void ofCode(int variant, H256 hash, ScaleWriter out) {
        out.writeByte(CONTRACTS);
        out.writeByte(variant);
        out.write(hash.toBytes());
    }

    /// Reads an event of runtime 1.1. What that runtime did not tell of a code is zero.
    ///
    /// @param all the bytes that `in` reads
    static RuntimeEvent decode(ScaleReader in, Bytes all) throws DecodeException {
        int variant = in.remaining() < 2 ? 0 : all.get(in.offset() + 1);
        boolean ofCode = variant == CODE_STORED || variant == CODE_REMOVED;
        if (!ofCode || all.get(in.offset()) != CONTRACTS) {
            return EVENT.decode(in);
        }
        in.readBytes(2);
        H256 hash = H256.of(in.readArray(32));
        AccountId untold = new AccountId(Bytes32.ZERO);
        return new RuntimeEvent.Contracts(
                variant == CODE_STORED
                        ? new ContractsEvent.CodeStored(hash, U128.ZERO, untold)
                        : new ContractsEvent.CodeRemoved(hash, U128.ZERO, untold));
    }
}
