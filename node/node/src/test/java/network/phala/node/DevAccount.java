package network.phala.node;

import network.phala.crypto.Blake2b;
import network.phala.crypto.CryptoException;
import network.phala.crypto.KeyUri;
import network.phala.crypto.Sr25519;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.ScaleWriter;

/// A development account that signs extrinsics of version 4, byte by byte as Substrate's clients make
/// them: on purpose not with the runtime's own code.
final class DevAccount {
    /// What a signature is bound to.
    ///
    /// @param era the encoded era; one zero byte is immortal
    /// @param birth hash of the era's first block; genesis for an immortal one
    record Terms(int specVersion, int transactionVersion, H256 genesis, Bytes era, H256 birth) {
        static Terms immortal(H256 genesis) {
            return new Terms(101, 1, genesis, Bytes.of((byte) 0), genesis);
        }
    }

    private final Sr25519.Pair pair;

    private DevAccount(Sr25519.Pair pair) {
        this.pair = pair;
    }

    static DevAccount of(String uri) {
        try (KeyUri parsed = KeyUri.parse(uri)) {
            return new DevAccount(parsed.sr25519());
        } catch (CryptoException e) {
            throw new IllegalArgumentException(e);
        }
    }

    AccountId id() {
        return new AccountId(pair.publicKey().value());
    }

    /// `Balances.transfer_keep_alive`.
    static Bytes transfer(AccountId to, long amount) {
        ScaleWriter call = new ScaleWriter();
        call.writeByte(7);
        call.writeByte(3);
        call.writeByte(0);
        call.write(to.toBytes());
        call.writeCompact(amount);
        return call.toBytes();
    }

    /// `System.remark`.
    static Bytes remark(int size) {
        ScaleWriter call = new ScaleWriter();
        call.writeByte(1);
        call.writeByte(0);
        call.writeVec(Bytes.wrap(new byte[size]));
        return call.toBytes();
    }

    Bytes sign(Bytes call, int nonce, Terms terms) {
        return sign(call, nonce, U128.ZERO, terms);
    }

    Bytes sign(Bytes call, int nonce, U128 tip, Terms terms) {
        ScaleWriter extras = new ScaleWriter();
        extras.write(terms.era());
        extras.writeCompact(nonce);
        extras.writeCompact(tip);
        ScaleWriter payload = new ScaleWriter();
        payload.write(call);
        payload.write(extras.toBytes());
        payload.writeInt(terms.specVersion());
        payload.writeInt(terms.transactionVersion());
        payload.write(terms.genesis().toBytes());
        payload.write(terms.birth().toBytes());
        byte[] signed = payload.size() > 256 ? Blake2b.digest256(payload.toArray()) : payload.toArray();
        ScaleWriter body = new ScaleWriter();
        body.writeByte(0x84);
        body.writeByte(0);
        body.write(id().toBytes());
        body.writeByte(1);
        body.write(pair.sign(signed));
        body.write(extras.toBytes());
        body.write(call);
        ScaleWriter extrinsic = new ScaleWriter();
        extrinsic.writeVec(body.toBytes());
        return extrinsic.toBytes();
    }
}
