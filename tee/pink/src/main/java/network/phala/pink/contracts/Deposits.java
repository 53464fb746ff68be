package network.phala.pink.contracts;

import java.util.Optional;
import network.phala.pink.types.DispatchException;
import network.phala.primitives.AccountId;
import network.phala.primitives.H256;
import network.phala.primitives.U128;

/// How a release takes deposits for storage: where they lie, and when balances move.
sealed interface Deposits permits HeldDeposits, DepositAccounts {
    /// The limit for a stack; without a wish, all that the origin can spare besides `value`.
    U128 limit(AccountId origin, Optional<U128> wanted, U128 value) throws DispatchException;

    /// The base deposit of the contract that the frame constructs, and what makes its accounts exist.
    void chargeInstantiate(AccountId origin, Frame frame, ContractStore store) throws DispatchException;

    /// The contract's info with other code, and the deposit that follows of it.
    ContractInfo withCode(Frame frame, ContractInfo info, H256 code);

    /// Everything paid for the contract is to be refunded, and its balance goes to the beneficiary, now or when the
    /// stack ends.
    void terminate(Frame frame, ContractInfo info, AccountId beneficiary) throws DispatchException;

    /// Moves what the whole stack owes: refunds first, so that a charge can be paid from them.
    default void settle(AccountId origin, StorageMeter meter) throws DispatchException {
        for (StorageMeter.Charge charge : meter.charges()) {
            if (!charge.amount().charge()) {
                apply(origin, charge);
            }
        }
        for (StorageMeter.Charge charge : meter.charges()) {
            if (charge.amount().charge()) {
                apply(origin, charge);
            }
        }
    }

    /// Moves the deposit of one contract.
    void apply(AccountId origin, StorageMeter.Charge charge) throws DispatchException;

    /// The deposits of the context's release.
    static Deposits of(StackContext context) {
        return context.pallet().hasDepositAccounts() ? new DepositAccounts(context) : new HeldDeposits(context);
    }
}
