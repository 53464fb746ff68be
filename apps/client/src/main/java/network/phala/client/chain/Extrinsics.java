package network.phala.client.chain;

import network.phala.block.Header;
import network.phala.crypto.Blake2b;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.ScaleWriter;

/// Signed extrinsics, version 4, with the signed extensions of Phala's node.
public final class Extrinsics {
    private static final int SIGNED_VERSION_4 = 0x84;
    private static final int HASHED_ABOVE = 256;

    private Extrinsics() {}

    /// What a signature binds to besides the call.
    public record Chain(H256 genesisHash, int specVersion, int transactionVersion) {}

    /// From which block an extrinsic is valid and for how many blocks; period 0 means for ever.
    public record Validity(int period, long phase, H256 birthHash) {
        /// Valid from `best` for `period` blocks, a power of two from 4 to 65536.
        public static Validity from(Header best, int period) {
            if (period < 4 || period > 65536 || Integer.bitCount(period) != 1) {
                throw new IllegalArgumentException("Period " + period + "; expected a power of two from 4 to 65536");
            }
            return new Validity(period, best.numberUnsigned() % period, best.hash());
        }

        public static Validity immortal(H256 genesisHash) {
            return new Validity(0, 0, genesisHash);
        }

        /// One zero byte, or two bytes: the period's exponent less one in the low 4 bits, the quantised phase above.
        private void encode(ScaleWriter out) {
            if (period == 0) {
                out.writeByte(0);
                return;
            }
            int quantiseFactor = Math.max(1, period >> 12);
            int exponent = Integer.numberOfTrailingZeros(period) - 1;
            out.writeShort(Math.clamp(exponent, 1, 15) | (int) (phase / quantiseFactor) << 4);
        }
    }

    /// Signs `call` and lays the extrinsic out with its length prefix.
    public static Bytes sign(Bytes call, Sr25519.Pair signer, int nonce, U128 tip, Validity validity, Chain chain) {
        ScaleWriter extra = new ScaleWriter();
        validity.encode(extra);
        extra.writeCompact(Integer.toUnsignedLong(nonce));
        extra.writeCompact(tip);

        ScaleWriter payload = new ScaleWriter();
        payload.write(call);
        payload.write(extra.toBytes());
        payload.writeInt(chain.specVersion());
        payload.writeInt(chain.transactionVersion());
        payload.write(chain.genesisHash().toBytes());
        payload.write(validity.birthHash().toBytes());
        byte[] message = payload.toArray();
        byte[] signature = signer.sign(message.length > HASHED_ABOVE ? Blake2b.digest256(message) : message);

        ScaleWriter body = new ScaleWriter();
        body.writeByte(SIGNED_VERSION_4);
        body.writeByte(0);
        body.write(signer.publicKey().value().unsafeArray());
        body.writeByte(1);
        body.write(signature);
        body.write(extra.toBytes());
        body.write(call);
        ScaleWriter extrinsic = new ScaleWriter();
        extrinsic.writeVec(body.toBytes());
        return extrinsic.toBytes();
    }
}
