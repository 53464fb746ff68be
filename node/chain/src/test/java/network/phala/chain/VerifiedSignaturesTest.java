package network.phala.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import network.phala.crypto.CryptoException;
import network.phala.crypto.KeyUri;
import network.phala.crypto.Sr25519;
import network.phala.frame.transaction.MultiSignature;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import org.junit.jupiter.api.Test;

class VerifiedSignaturesTest {
    private static final Bytes MESSAGE = Bytes.ofUtf8("message");

    private final List<Bytes> judged = new ArrayList<>();
    private final VerifiedSignatures signatures = new VerifiedSignatures((signature, message, signer) -> {
        judged.add(message);
        return signature.verify(message, signer);
    });

    @Test
    void aRightSignatureIsJudgedOnce() throws CryptoException {
        try (KeyUri uri = KeyUri.parse("//Alice");
                Sr25519.Pair alice = uri.sr25519()) {
            MultiSignature signature = MultiSignature.sr25519(alice.sign(MESSAGE.unsafeArray()));
            AccountId signer = new AccountId(alice.publicKey().value());
            for (int i = 0; i < 3; i++) {
                assertThat(signatures.holds(signature, MESSAGE, signer)).isTrue();
            }
            assertThat(judged).hasSize(1);
        }
    }

    @Test
    void nothingElseIsTakenForIt() throws CryptoException {
        try (KeyUri uri = KeyUri.parse("//Alice");
                Sr25519.Pair alice = uri.sr25519()) {
            byte[] bytes = alice.sign(MESSAGE.unsafeArray());
            MultiSignature signature = MultiSignature.sr25519(bytes);
            AccountId signer = new AccountId(alice.publicKey().value());
            assertThat(signatures.holds(signature, MESSAGE, signer)).isTrue();
            // The same bytes, cut elsewhere between signer and message, are another question.
            AccountId shifted =
                    new AccountId(Bytes32.of(signer.toBytes().slice(1, 32).concat(MESSAGE.slice(0, 1))));
            for (int i = 0; i < 2; i++) {
                assertThat(signatures.holds(signature, Bytes.ofUtf8("Message"), signer))
                        .isFalse();
                assertThat(signatures.holds(signature, MESSAGE.slice(1, MESSAGE.size()), shifted))
                        .isFalse();
                assertThat(signatures.holds(
                                new MultiSignature.Ed25519(new MultiSignature.Ed25519Signature(Bytes.of(bytes))),
                                MESSAGE,
                                signer))
                        .isFalse();
            }
            assertThat(judged).as("wrong ones are not remembered").hasSize(7);
        }
    }
}
