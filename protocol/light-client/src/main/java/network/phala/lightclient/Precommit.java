package network.phala.lightclient;

import network.phala.crypto.Ed25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.scale.Fixed;
import network.phala.scale.ScaleWriter;

/// One voter's signed precommit: the block it votes for, its Ed25519 signature and key.
///
/// Wire form of `finality_grandpa::SignedPrecommit`: target_hash ‖ target_number u32 ‖ signature (64) ‖ id
/// (32).
public record Precommit(
        H256 targetHash, int targetNumber, @Fixed(64) Bytes signature, Bytes32 id) {
    private static final int PRECOMMIT = 1;

    public Precommit {
        if (signature.size() != Ed25519.SIGNATURE_SIZE) {
            throw new IllegalArgumentException("Precommit signature of " + signature.size() + " bytes; expected 64");
        }
    }

    /// A voter's precommit for a block.
    public static Precommit sign(Ed25519.Pair voter, H256 targetHash, int targetNumber, long round, long setId) {
        byte[] signature = voter.sign(payload(targetHash, targetNumber, round, setId));
        return new Precommit(targetHash, targetNumber, Bytes.wrap(signature), voter.publicKey());
    }

    /// The 53 signed bytes: 0x01 ‖ target_hash ‖ target_number u32 ‖ round u64 ‖ set_id u64. Follows
    /// sp_consensus_grandpa::localized_payload.
    public static byte[] payload(H256 targetHash, int targetNumber, long round, long setId) {
        ScaleWriter out = new ScaleWriter();
        out.writeByte((byte) PRECOMMIT);
        out.write(targetHash.value().unsafeArray());
        out.writeInt(targetNumber);
        out.writeLong(round);
        out.writeLong(setId);
        return out.toBytes().toArray();
    }

    /// Whether the signature is good for this round and set.
    boolean isSigned(long round, long setId) {
        return Ed25519.verify(id, payload(targetHash, targetNumber, round, setId), signature.unsafeArray());
    }

    /// Whether both vote for the same block.
    boolean sameVote(Precommit other) {
        return targetNumber == other.targetNumber && targetHash.equals(other.targetHash);
    }
}
