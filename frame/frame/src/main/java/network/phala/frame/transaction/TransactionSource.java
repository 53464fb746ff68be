package network.phala.frame.transaction;

import network.phala.scale.TypePath;

/// Where a transaction that is to be validated comes from.
@TypePath("sp_runtime::transaction_validity::TransactionSource")
public enum TransactionSource {
    IN_BLOCK,
    LOCAL,
    EXTERNAL
}
