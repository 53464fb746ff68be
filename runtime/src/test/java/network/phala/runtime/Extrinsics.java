package network.phala.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.block.Digest;
import network.phala.crypto.CryptoException;
import network.phala.crypto.KeyUri;
import network.phala.crypto.Sr25519;
import network.phala.frame.dispatch.RuntimeCall;
import network.phala.frame.storage.Externalities;
import network.phala.frame.transaction.Era;
import network.phala.frame.transaction.MultiAddress;
import network.phala.frame.transaction.MultiSignature;
import network.phala.frame.transaction.TransactionValidityException;
import network.phala.frame.transaction.UncheckedExtrinsic;
import network.phala.pallet.balances.BalancesCall;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.scale.Unit;

/// Signs extrinsics of development accounts.
final class Extrinsics {
    private final PhalaRuntime runtime;

    Extrinsics(PhalaRuntime runtime) {
        this.runtime = runtime;
    }

    static RuntimeCall transfer(String to, long units) {
        return new RuntimeCall(
                7, new BalancesCall.TransferKeepAlive(MultiAddress.of(GenesisConfig.account(to)), U128.of(units)));
    }

    static List<Object> extras(Era era, int nonce, U128 tip) {
        return new ArrayList<>(
                List.of(Unit.UNIT, Unit.UNIT, Unit.UNIT, Unit.UNIT, era, nonce, Unit.UNIT, Unit.UNIT, tip));
    }

    /// Signs for the next block of a chain, whose state gives genesis hash and birth block.
    Bytes signed(TestChain chain, String signer, RuntimeCall call, List<Object> extras) {
        try {
            return signedOver(payload(chain, call, extras), signer, call, extras);
        } catch (TransactionValidityException e) {
            throw new IllegalStateException("No payload", e);
        }
    }

    Bytes payload(TestChain chain, RuntimeCall call, List<Object> extras) throws TransactionValidityException {
        return Externalities.run(new Externalities(chain.state), () -> {
            runtime.system().initialize(chain.last.number() + 1, chain.last.hash(), Digest.EMPTY);
            return runtime.extrinsicFormat().signingPayload(call, extras);
        });
    }

    /// Signs whatever payload it is given.
    Bytes signedOver(Bytes payload, String signer, RuntimeCall call, List<Object> extras) {
        try (KeyUri uri = KeyUri.parse(signer);
                Sr25519.Pair pair = uri.sr25519()) {
            AccountId account = new AccountId(pair.publicKey().value());
            MultiSignature signature = MultiSignature.sr25519(pair.sign(payload.toArray()));
            return runtime.extrinsicFormat()
                    .encode(new UncheckedExtrinsic(
                            Optional.of(new UncheckedExtrinsic.Signed(MultiAddress.of(account), signature, extras)),
                            call));
        } catch (CryptoException e) {
            throw new IllegalStateException("No key for " + signer, e);
        }
    }

    Bytes transfer(TestChain chain, String from, String to, long units, int nonce) {
        return signed(chain, from, transfer(to, units), extras(Era.IMMORTAL, nonce, U128.ZERO));
    }
}
