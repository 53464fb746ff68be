package network.phala.chain;

import java.util.LinkedHashSet;
import java.util.SequencedSet;
import network.phala.crypto.Blake2b;
import network.phala.frame.executive.SignatureCheck;
import network.phala.frame.transaction.MultiSignature;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.scale.Codec;
import network.phala.scale.Scale;

/// Remembers which signatures were right, so that a transaction is verified once: as it comes into the pool, and no
/// more when the pool looks at it again or a block has it. For all threads.
///
/// A signature is known by BLAKE2b-256 of itself, its signer and its message. Wrong ones are not kept, so what others
/// send cannot push out what is waiting.
public final class VerifiedSignatures implements SignatureCheck {
    /// Twice as many as the pool holds ready transactions.
    private static final int KEPT = 16_384;

    private static final Codec<MultiSignature> SIGNATURE = Scale.of(MultiSignature.class);

    private final SignatureCheck judge;
    private final SequencedSet<Bytes32> right = new LinkedHashSet<>();

    /// @param judge who verifies what is not remembered
    public VerifiedSignatures(SignatureCheck judge) {
        this.judge = judge;
    }

    @Override
    public boolean holds(MultiSignature signature, Bytes message, AccountId signer) {
        Bytes32 key = Blake2b.hash256(
                SIGNATURE.encode(signature).unsafeArray(), signer.toBytes().unsafeArray(), message.unsafeArray());
        synchronized (right) {
            if (right.contains(key)) {
                return true;
            }
        }
        boolean holds = judge.holds(signature, message, signer);
        if (holds) {
            synchronized (right) {
                right.add(key);
                if (right.size() > KEPT) {
                    right.removeFirst();
                }
            }
        }
        return holds;
    }
}
