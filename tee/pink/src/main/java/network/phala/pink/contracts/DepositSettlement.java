package network.phala.pink.contracts;

import java.util.List;
import java.util.Optional;
import network.phala.crypto.Blake2b;
import network.phala.pink.state.Accounts;
import network.phala.pink.state.Balances;
import network.phala.pink.state.HoldReason;
import network.phala.pink.state.Preservation;
import network.phala.pink.state.SessionState;
import network.phala.pink.types.BalancesEvent;
import network.phala.pink.types.ContractError;
import network.phala.pink.types.ContractsEvent;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.PinkRuntime;
import network.phala.pink.types.RuntimeEvent;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;

/// Moves the storage deposits between the origin of a call stack and the contracts, after the whole stack ended.
///
/// Follows polkadot-sdk substrate/frame/contracts/src/storage/meter.rs, ReservingExt and try_into_deposit.
record DepositSettlement(PinkRuntime runtime, SessionState state, Accounts accounts, Balances balances) {
    private static final Bytes DEPOSIT_ACCOUNT = Bytes.ofUtf8("contract_depo_v1");

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
            tellCharged(origin, contract, amount);
        } else {
            U128 moved = balances.transferOnHold(HoldReason.STORAGE_DEPOSIT, contract, origin, amount);
            tellReleased(contract, origin, moved);
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

    private void tellCharged(AccountId origin, AccountId contract, U128 amount) {
        if (runtime.atLeast(PinkRuntime.V1_2)) {
            state.deposit(
                    new ContractsEvent.StorageDepositTransferredAndHeld(origin, contract, amount),
                    SessionState.topic(origin),
                    SessionState.topic(contract));
        } else {
            tellTransfer(origin, depositAccount(contract), amount);
        }
    }

    private void tellReleased(AccountId contract, AccountId origin, U128 amount) {
        if (runtime.atLeast(PinkRuntime.V1_2)) {
            state.deposit(
                    new ContractsEvent.StorageDepositTransferredAndReleased(contract, origin, amount),
                    SessionState.topic(contract),
                    SessionState.topic(origin));
        } else {
            tellTransfer(depositAccount(contract), origin, amount);
        }
    }

    private void tellTransfer(AccountId from, AccountId to, U128 amount) {
        state.deposit(new RuntimeEvent.Balances(new BalancesEvent.Transfer(from, to, amount)), List.of());
    }

    /// Where runtimes before 1.2 kept a contract's deposits. Here they are held by the contract itself in all of them;
    /// only the events show this account.
    private static AccountId depositAccount(AccountId contract) {
        return new AccountId(Blake2b.hash256(
                DEPOSIT_ACCOUNT.unsafeArray(), contract.toBytes().unsafeArray()));
    }
}
