package network.phala.frame.transaction;

import network.phala.scale.Codec;
import network.phala.scale.Index;
import network.phala.scale.Result;
import network.phala.scale.Scale;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// The verdict on a transaction. On the wire `Result<ValidTransaction, TransactionValidityError>`.
public sealed interface TransactionValidity {
    record Valid(ValidTransaction transaction) implements TransactionValidity {}

    /// The transaction is refused.
    @TypePath("sp_runtime::transaction_validity::TransactionValidityError")
    sealed interface Error extends TransactionValidity {
        Codec<Error> ERROR_CODEC = Scale.of(Error.class);
    }

    @Index(0)
    @Unnamed
    record Invalid(@TypeName("InvalidTransaction") InvalidTransaction reason) implements Error {}

    @Index(1)
    @Unnamed
    record Unknown(@TypeName("UnknownTransaction") UnknownTransaction reason) implements Error {}

    /// The wire form.
    default Result<ValidTransaction, Error> toResult() {
        return switch (this) {
            case Valid(ValidTransaction transaction) -> new Result.Ok<>(transaction);
            case Invalid invalid -> new Result.Err<>(invalid);
            case Unknown unknown -> new Result.Err<>(unknown);
        };
    }
}
