package network.phala.pink.contracts;

import network.phala.pink.state.Balances;
import network.phala.pink.state.HoldReason;
import network.phala.pink.state.Preservation;
import network.phala.pink.state.SessionState;
import network.phala.pink.types.ContractsEvent;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.StorageDeposit;
import network.phala.primitives.AccountId;
import network.phala.primitives.H256;
import network.phala.primitives.U128;

/// The deposits of runtime 1.2: held by the contracts themselves, moved after the whole stack ended.
///
/// Follows polkadot-sdk substrate/frame/contracts/src/storage/meter.rs, ReservingExt and try_into_deposit.
record HeldDeposits(StackContext context) implements Deposits {
    private static final U128 ED = Balances.EXISTENTIAL_DEPOSIT;

    private Balances balances() {
        return context.balances();
    }

    @Override
    public Preservation sparing() {
        return Preservation.PRESERVE;
    }

    @Override
    public void chargeInstantiate(AccountId origin, Frame frame, ContractStore store) throws DispatchException {
        U128 baseDeposit = baseDeposit();
        frame.setInfo(frame.info(store).withBaseDeposit(baseDeposit));
        frame.storage.chargeInstantiate(frame.account, baseDeposit, ED);
        balances().transfer(origin, frame.account, ED, Preservation.PRESERVE);
        context.accounts().incConsumers(frame.account);
    }

    private U128 baseDeposit() {
        return StorageDiff.charge(ContractInfo.ENCODED_LENGTH, 1, context.prices())
                .saturatingAdd(ED);
    }

    @Override
    public ContractInfo withCode(Frame frame, ContractInfo info, H256 code) {
        U128 baseDeposit = baseDeposit();
        frame.storage.chargeDeposit(
                frame.account,
                StorageDeposit.charge(baseDeposit).saturatingSubtract(StorageDeposit.charge(info.baseDeposit())));
        return info.withCode(code).withBaseDeposit(baseDeposit);
    }

    @Override
    public void terminate(Frame frame, ContractInfo info, AccountId beneficiary) {
        frame.storage.terminate(info, beneficiary);
    }

    @Override
    public void apply(AccountId origin, StorageMeter.Charge charge) throws DispatchException {
        AccountId contract = charge.contract();
        U128 amount = charge.amount().amount();
        if (amount.isZero()) {
            return;
        }
        if (charge.amount().charge()) {
            balances().transferAndHold(HoldReason.STORAGE_DEPOSIT, origin, contract, amount);
            context.state()
                    .deposit(
                            new ContractsEvent.StorageDepositTransferredAndHeld(origin, contract, amount),
                            SessionState.topic(origin),
                            SessionState.topic(contract));
        } else {
            U128 moved = balances().transferOnHold(HoldReason.STORAGE_DEPOSIT, contract, origin, amount);
            context.state()
                    .deposit(
                            new ContractsEvent.StorageDepositTransferredAndReleased(contract, origin, moved),
                            SessionState.topic(contract),
                            SessionState.topic(origin));
        }
        if (charge.beneficiary() != null) {
            context.accounts().decConsumers(contract);
            balances()
                    .transfer(
                            contract,
                            charge.beneficiary(),
                            balances().reducible(contract, Preservation.EXPENDABLE),
                            Preservation.EXPENDABLE);
        }
    }
}
