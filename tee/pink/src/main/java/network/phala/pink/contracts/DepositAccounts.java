package network.phala.pink.contracts;

import network.phala.crypto.Blake2b;
import network.phala.pink.state.Balances;
import network.phala.pink.state.Preservation;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.PinkRuntime;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;

/// The deposits of runtimes 1.0 and 1.1: each contract has a second account, of which nobody has the key, that holds
/// what was paid for it. The base deposit moves when the contract is made, the rest after the whole stack ended.
///
/// Follows substrate frame/contracts/src/storage/meter.rs (ReservingExt) and exec.rs at polkadot-v0.9.41 and v0.9.43.
record DepositAccounts(StackContext context) implements Deposits {
    private static final U128 ED = Balances.EXISTENTIAL_DEPOSIT;
    private static final Bytes PREFIX = Bytes.ofUtf8("contract_depo_v1");

    /// The second account of a contract: BLAKE2b-256 of `contract_depo_v1` ‖ contract.
    static AccountId of(AccountId contract) {
        return new AccountId(
                Blake2b.hash256(PREFIX.unsafeArray(), contract.toBytes().unsafeArray()));
    }

    private Balances balances() {
        return context.balances();
    }

    @Override
    public Preservation sparing() {
        return Preservation.PROTECT;
    }

    @Override
    public void chargeInstantiate(AccountId origin, Frame frame, ContractStore store) throws DispatchException {
        ContractInfo info = frame.info(store);
        U128 price = StorageDiff.charge(info.encode().size(), 1, context.prices());
        U128 forAccount = price.isZero() ? ED : price;
        U128 baseDeposit = forAccount.saturatingAdd(ED);
        frame.storage.chargeAtOnce(baseDeposit);
        frame.setInfo(info.withBaseDeposit(baseDeposit));
        AccountId second = of(frame.account);
        moveDeposit(origin, second, forAccount, Preservation.PRESERVE);
        context.accounts().incConsumers(second);
        balances().transfer(origin, frame.account, ED, Preservation.PRESERVE);
        context.accounts().incConsumers(frame.account);
    }

    @Override
    public ContractInfo withCode(Frame frame, ContractInfo info, H256 code) {
        return info.withCode(code);
    }

    @Override
    public void terminate(Frame frame, ContractInfo info, AccountId beneficiary) throws DispatchException {
        frame.storage.terminate(info, beneficiary);
        context.accounts().decConsumers(frame.account);
        move(
                frame.account,
                beneficiary,
                balances().reducible(frame.account, Preservation.EXPENDABLE),
                Preservation.EXPENDABLE);
    }

    @Override
    public void apply(AccountId origin, StorageMeter.Charge charge) throws DispatchException {
        AccountId second = of(charge.contract());
        U128 amount = charge.amount().amount();
        if (charge.amount().charge()) {
            moveDeposit(origin, second, amount, Preservation.PRESERVE);
            return;
        }
        if (charge.beneficiary() != null) {
            context.accounts().decConsumers(second);
        }
        moveDeposit(second, origin, amount, Preservation.EXPENDABLE);
    }

    /// 1.0 goes on when a deposit cannot be moved.
    private void moveDeposit(AccountId from, AccountId to, U128 amount, Preservation preservation)
            throws DispatchException {
        try {
            move(from, to, amount, preservation);
        } catch (DispatchException e) {
            if (context.runtime() != PinkRuntime.V1_0) {
                throw e;
            }
        }
    }

    private void move(AccountId from, AccountId to, U128 amount, Preservation preservation) throws DispatchException {
        if (!amount.isZero() && !from.equals(to)) {
            balances().transfer(from, to, amount, preservation);
        }
    }
}
