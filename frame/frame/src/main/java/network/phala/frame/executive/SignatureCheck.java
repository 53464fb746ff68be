package network.phala.frame.executive;

import network.phala.frame.transaction.MultiSignature;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;

/// Whether a signature is the account's of a message. Its answer depends on these three alone, whoever gives it.
@FunctionalInterface
public interface SignatureCheck {
    boolean holds(MultiSignature signature, Bytes message, AccountId signer);
}
