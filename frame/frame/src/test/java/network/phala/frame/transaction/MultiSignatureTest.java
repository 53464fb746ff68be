package network.phala.frame.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import org.junit.jupiter.api.Test;

class MultiSignatureTest {
    /// `sp_io::crypto::ed25519_verify` is ed25519-zebra: an account whose key is a point of small order signs anything.
    @Test
    void ed25519AccountsAreVerifiedByTheRulesOfZip215() {
        AccountId odd = new AccountId(Bytes32.fromHex("0xee" + "ff".repeat(30) + "7f"));
        for (String commitment : new String[] {"ec" + "ff".repeat(31), "01" + "00".repeat(31), "00".repeat(32)}) {
            assertThat(ed25519(commitment + "00".repeat(32)).verify(Bytes.ofUtf8("call"), odd))
                    .as(commitment)
                    .isTrue();
            assertThat(ed25519(commitment + "01" + "00".repeat(31)).verify(Bytes.ofUtf8("call"), odd))
                    .as(commitment)
                    .isFalse();
        }
    }

    private static MultiSignature ed25519(String hex) {
        return new MultiSignature.Ed25519(new MultiSignature.Ed25519Signature(Bytes.fromHex("0x" + hex)));
    }
}
