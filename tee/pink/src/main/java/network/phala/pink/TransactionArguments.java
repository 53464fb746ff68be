package network.phala.pink;

import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;

/// The terms of a call or instantiation: who calls, value sent along, gas limit (unsigned), whether gas is free, the
/// limit of the storage deposit, and balance to mint to the origin first (queries of poor accounts).
public record TransactionArguments(
        AccountId origin,
        U128 transfer,
        long gasLimit,
        boolean gasFree,
        Optional<U128> storageDepositLimit,
        U128 deposit) {

    /// A call that costs nothing and moves nothing.
    public static TransactionArguments free(AccountId origin, long gasLimit) {
        return new TransactionArguments(origin, U128.ZERO, gasLimit, true, Optional.empty(), U128.ZERO);
    }
}
