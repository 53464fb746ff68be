package network.phala.golden.node;

import java.util.List;
import java.util.Optional;
import network.phala.crypto.CryptoException;
import network.phala.crypto.KeyUri;
import network.phala.crypto.Sr25519;
import network.phala.frame.dispatch.RuntimeCall;
import network.phala.frame.executive.Executive;
import network.phala.frame.storage.Externalities;
import network.phala.frame.system.SystemCall;
import network.phala.frame.transaction.Era;
import network.phala.frame.transaction.MultiAddress;
import network.phala.frame.transaction.MultiSignature;
import network.phala.frame.transaction.TransactionSource;
import network.phala.frame.transaction.TransactionValidity;
import network.phala.frame.transaction.TransactionValidityException;
import network.phala.frame.transaction.UncheckedExtrinsic;
import network.phala.frame.transaction.ValidTransaction;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.runtime.PhalaRuntime;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.scale.ScaleWriter;
import network.phala.scale.Unit;
import network.phala.storage.State;

/// `system.remark` of zeros, signed by Eve, immortal, with her next nonce.
final class RemarkOfEve {
    private RemarkOfEve() {}

    static Bytes signed(PhalaRuntime runtime, State state, int zeros) {
        try (KeyUri uri = KeyUri.parse("//Eve");
                Sr25519.Pair eve = uri.sr25519()) {
            AccountId account = new AccountId(eve.publicKey().value());
            return Externalities.run(new Externalities(state), () -> {
                int nonce = runtime.system().accounts().get(account).nonce();
                RuntimeCall call =
                        new RuntimeCall(runtime.system().index(), new SystemCall.Remark(Bytes.wrap(new byte[zeros])));
                List<Object> extras = List.of(
                        Unit.UNIT,
                        Unit.UNIT,
                        Unit.UNIT,
                        Unit.UNIT,
                        Era.IMMORTAL,
                        nonce,
                        Unit.UNIT,
                        Unit.UNIT,
                        U128.ZERO);
                Bytes payload = runtime.extrinsicFormat().signingPayload(call, extras);
                MultiSignature signature = MultiSignature.sr25519(eve.sign(payload.toArray()));
                return runtime.extrinsicFormat()
                        .encode(new UncheckedExtrinsic(
                                Optional.of(new UncheckedExtrinsic.Signed(MultiAddress.of(account), signature, extras)),
                                call));
            });
        } catch (CryptoException | TransactionValidityException e) {
            throw new IllegalStateException("Eve cannot sign", e);
        }
    }

    static Bytes verdict(PhalaRuntime runtime, Executive executive, Bytes extrinsic, Bytes blockHash)
            throws DecodeException {
        TransactionValidity verdict =
                executive.validateTransaction(TransactionSource.EXTERNAL, extrinsic, H256.of(blockHash.toArray()));
        ScaleWriter out = new ScaleWriter();
        switch (verdict) {
            case TransactionValidity.Valid(ValidTransaction valid) -> {
                out.writeByte(0);
                Scale.of(ValidTransaction.class).encode(valid, out);
            }
            case TransactionValidity.Error error -> {
                out.writeByte(1);
                TransactionValidity.Error.ERROR_CODEC.encode(error, out);
            }
        }
        return out.toBytes();
    }
}
