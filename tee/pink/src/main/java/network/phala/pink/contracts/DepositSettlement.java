package network.phala.pink.contracts;

import java.util.Optional;
import network.phala.pink.state.Accounts;
import network.phala.pink.state.Balances;
import network.phala.pink.state.HoldReason;
import network.phala.pink.state.Preservation;
import network.phala.pink.state.SessionState;
import network.phala.pink.types.ContractError;
import network.phala.pink.types.ContractsEvent;
import network.phala.pink.types.DispatchException;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;

/// Moves the storage deposits between the origin of a call stack and the contracts, after the whole stack ended.
///
/// Follows polkadot-sdk substrate/frame/contracts/src/storage/meter.rs, ReservingExt and try_into_deposit.
record DepositSettlement(SessionState state, Accounts accounts, Balances balances) {
    /// The limit for a stack; without a wish, all that the origin can spare besides `value`.
    U128 limit(AccountId origin, Optional<U128> wanted, U128 value) throws DispatchException {
        U128 most = balances.reducible(origin, Preservation.PRESERVE)
                .saturatingSubtract(value)
                .saturatingSubtract(Balances.EXISTENTIAL_DEPOSIT);
        U128 limit = wanted.orElse(most);
        if (limit.compareTo(most) > 0 || !balances.canWithdraw(origin, limit)) {
            throw ContractError.STORAGE_DEPOSIT_NOT_ENOUGH_FUNDS.raise();
        }
        return limit;
    }

    /// Refunds first, so that a charge can be paid from them.
    void settle(AccountId origin, StorageMeter meter) throws DispatchException {
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

    private void apply(AccountId origin, StorageMeter.Charge charge) throws DispatchException {
        AccountId contract = charge.contract();
        U128 amount = charge.amount().amount();
        if (amount.isZero()) {
            return;
        }
        if (charge.amount().charge()) {
            balances.transferAndHold(HoldReason.STORAGE_DEPOSIT, origin, contract, amount);
            state.deposit(
                    new ContractsEvent.StorageDepositTransferredAndHeld(origin, contract, amount),
                    SessionState.topic(origin),
                    SessionState.topic(contract));
        } else {
            U128 moved = balances.transferOnHold(HoldReason.STORAGE_DEPOSIT, contract, origin, amount);
            state.deposit(
                    new ContractsEvent.StorageDepositTransferredAndReleased(contract, origin, moved),
                    SessionState.topic(contract),
                    SessionState.topic(origin));
        }
        if (charge.beneficiary() != null) {
            accounts.decConsumers(contract);
            balances.transfer(
                    contract,
                    charge.beneficiary(),
                    balances.reducible(contract, Preservation.EXPENDABLE),
                    Preservation.EXPENDABLE);
        }
    }
}
