package network.phala.frame.transaction;

import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// Why it cannot be said whether a transaction is valid (`sp_runtime::transaction_validity::UnknownTransaction`).
@TypePath("sp_runtime::transaction_validity::UnknownTransaction")
public sealed interface UnknownTransaction {
    UnknownTransaction CANNOT_LOOKUP = new CannotLookup();
    UnknownTransaction NO_UNSIGNED_VALIDATOR = new NoUnsignedValidator();

    /// The sender's address stands for no account.
    @Index(0)
    record CannotLookup() implements UnknownTransaction {}

    /// Nobody vouches for this unsigned call.
    @Index(1)
    record NoUnsignedValidator() implements UnknownTransaction {}

    @Index(2)
    @Unnamed
    record Custom(@TypeName("u8") byte code) implements UnknownTransaction {}
}
