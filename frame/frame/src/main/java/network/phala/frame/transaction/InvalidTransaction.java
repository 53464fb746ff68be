package network.phala.frame.transaction;

import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// Why a transaction can never be valid as it stands (`sp_runtime::transaction_validity::InvalidTransaction`).
@TypePath("sp_runtime::transaction_validity::InvalidTransaction")
public sealed interface InvalidTransaction {
    InvalidTransaction CALL = new Call();
    InvalidTransaction PAYMENT = new Payment();
    InvalidTransaction FUTURE = new Future();
    InvalidTransaction STALE = new Stale();
    InvalidTransaction BAD_PROOF = new BadProof();
    InvalidTransaction ANCIENT_BIRTH_BLOCK = new AncientBirthBlock();
    InvalidTransaction EXHAUSTS_RESOURCES = new ExhaustsResources();
    InvalidTransaction BAD_MANDATORY = new BadMandatory();
    InvalidTransaction MANDATORY_VALIDATION = new MandatoryValidation();
    InvalidTransaction BAD_SIGNER = new BadSigner();

    /// The call is not expected.
    @Index(0)
    record Call() implements InvalidTransaction {}

    /// The fee cannot be paid.
    @Index(1)
    record Payment() implements InvalidTransaction {}

    /// The nonce is not reached yet.
    @Index(2)
    record Future() implements InvalidTransaction {}

    /// The nonce is used already.
    @Index(3)
    record Stale() implements InvalidTransaction {}

    /// The signature does not fit: content, genesis, versions or era differ from what was signed.
    @Index(4)
    record BadProof() implements InvalidTransaction {}

    /// The era's first block is not known (any more).
    @Index(5)
    record AncientBirthBlock() implements InvalidTransaction {}

    /// Too large or too heavy for what is left of the block.
    @Index(6)
    record ExhaustsResources() implements InvalidTransaction {}

    /// A pallet's own reason.
    @Index(7)
    @Unnamed
    record Custom(@TypeName("u8") byte code) implements InvalidTransaction {}

    /// An inherent's dispatch failed.
    @Index(8)
    record BadMandatory() implements InvalidTransaction {}

    /// An inherent was sent to a pool.
    @Index(9)
    record MandatoryValidation() implements InvalidTransaction {}

    /// The sender may not send this.
    @Index(10)
    record BadSigner() implements InvalidTransaction {}
}
