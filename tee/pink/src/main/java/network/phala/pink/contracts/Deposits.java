package network.phala.pink.contracts;

import java.util.Optional;
import network.phala.pink.state.Balances;
import network.phala.pink.state.Preservation;
import network.phala.pink.types.ContractError;
import network.phala.pink.types.DispatchException;
import network.phala.primitives.AccountId;
import network.phala.primitives.H256;
import network.phala.primitives.U128;

/// How a release takes deposits for storage: where they lie, and when balances move.
sealed interface Deposits permits HeldDeposits, DepositAccounts {
    StackContext context();

    /// What of an origin's balance is left out when its limit is looked for.
    Preservation sparing();

    /// The limit for a stack; without a wish, all that the origin can spare besides `value`.
    default U128 limit(AccountId origin, Optional<U128> wanted, U128 value) throws DispatchException {
        Balances balances = context().balances();
        U128 most = balances.reducible(origin, sparing())
                .saturatingSubtract(value)
                .saturatingSubtract(Balances.EXISTENTIAL_DEPOSIT);
        U128 limit = wanted.orElse(most);
        if (limit.compareTo(most) > 0 || !balances.canWithdraw(origin, limit)) {
            throw ContractError.STORAGE_DEPOSIT_NOT_ENOUGH_FUNDS.raise();
        }
        return limit;
    }

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
