package network.phala.crypto;

import java.nio.charset.StandardCharsets;

/// A Merlin transcript: what prover and verifier both saw, and the challenges that follow from it. Follows
/// merlin 3, transcript.rs.
final class Transcript {
    private final Strobe strobe;

    Transcript(String label) {
        strobe = new Strobe("Merlin v1.0");
        append("dom-sep", ascii(label));
    }

    private Transcript(Strobe strobe) {
        this.strobe = strobe;
    }

    Transcript copy() {
        return new Transcript(strobe.copy());
    }

    Transcript append(String label, byte[] message) {
        frame(ascii(label), message.length);
        strobe.ad(message);
        return this;
    }

    byte[] challenge(String label, int length) {
        frame(ascii(label), length);
        byte[] out = new byte[length];
        strobe.prf(out);
        return out;
    }

    /// A challenge of 64 bytes taken modulo the group order.
    byte[] challengeScalar(String label) {
        return Scalar.reduceWide(challenge(label, 64));
    }

    /// `length` secret bytes that depend on the transcript, the witness and `random`: unpredictable while
    /// either of the last two is. The transcript itself does not change.
    byte[] witness(String label, int length, byte[] random, byte[]... witnesses) {
        Strobe rng = strobe.copy();
        for (byte[] witness : witnesses) {
            rng.metaAd(ascii(label), false);
            rng.metaAd(littleEndian(witness.length), true);
            rng.key(witness);
        }
        rng.metaAd(ascii("rng"), false);
        rng.key(random);
        rng.metaAd(littleEndian(length), false);
        byte[] out = new byte[length];
        rng.prf(out);
        rng.wipe();
        return out;
    }

    private void frame(byte[] label, int length) {
        strobe.metaAd(label, false);
        strobe.metaAd(littleEndian(length), true);
    }

    private static byte[] littleEndian(int value) {
        return new byte[] {(byte) value, (byte) (value >>> 8), (byte) (value >>> 16), (byte) (value >>> 24)};
    }

    private static byte[] ascii(String label) {
        return label.getBytes(StandardCharsets.US_ASCII);
    }
}
