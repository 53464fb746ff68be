package network.phala.pallet.treasury;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.frame.Pallet;
import network.phala.frame.PalletId;
import network.phala.frame.Permill;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.storage.Hasher;
import network.phala.frame.storage.StorageMap;
import network.phala.frame.storage.StorageValue;
import network.phala.frame.system.RuntimeDbWeight;
import network.phala.pallet.balances.Balances;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;

/// The pot. Follows polkadot-sdk 1.5.0 pallet_treasury lib.rs.
public final class Treasury extends Pallet<TreasuryCall, TreasuryEvent> {
    private final TreasuryConfig config;
    private final Balances balances;

    private final StorageValue<Integer> proposalCount = value("ProposalCount", Codecs.U32, 0);
    private final StorageMap<Integer, Proposal> proposals =
            map("Proposals", Hasher.TWOX_64_CONCAT, Codecs.U32, Scale.of(Proposal.class));
    private final StorageValue<U128> deactivated = value("Deactivated", Codecs.U_128, U128.ZERO);
    private final StorageValue<List<Integer>> approvals;
    private final StorageMap<Integer, SpendStatus> spends;

    public Treasury(TreasuryConfig config, Balances balances) {
        super("Treasury", TreasuryCall.class, TreasuryEvent.class, TreasuryError.class);
        this.config = config;
        this.balances = balances;
        this.approvals = value("Approvals", Codecs.boundedVec(Codecs.U32, config.maxApprovals()), List.of());
        value("SpendCount", Codecs.U32, 0);
        this.spends = map("Spends", Hasher.TWOX_64_CONCAT, Codecs.U32, Scale.of(SpendStatus.class));
        constant("ProposalBond", Scale.of(Permill.class), config.proposalBond());
        constant("ProposalBondMinimum", Codecs.U_128, config.proposalBondMinimum());
        constant("ProposalBondMaximum", Codecs.option(Codecs.U_128), Optional.empty());
        constant("SpendPeriod", Codecs.U32, config.spendPeriod());
        constant("Burn", Scale.of(Permill.class), config.burn());
        constant("PalletId", Scale.of(PalletId.class), config.palletId());
        constant("MaxApprovals", Codecs.U32, config.maxApprovals());
        constant("PayoutPeriod", Codecs.U32, config.payoutPeriod());
    }

    public AccountId account() {
        return config.palletId().account();
    }

    /// Writes the genesis state of this pallet: the account gets what it takes to exist.
    public void genesis() {
        if (balances.freeBalance(account()).compareTo(balances.minimumBalance()) < 0) {
            balances.mint(account(), balances.minimumBalance());
        }
    }

    /// Takes in what was withdrawn or slashed elsewhere; what cannot arrive is burnt.
    public void receive(U128 amount) {
        balances.resolve(account(), amount);
        if (!amount.isZero()) {
            deposit(new TreasuryEvent.Deposit(amount));
        }
    }

    private U128 pot() {
        return balances.freeBalance(account()).saturatingSubtract(balances.minimumBalance());
    }

    @Override
    public Weight onInitialize(int blockNumber) {
        U128 pot = pot();
        U128 before = deactivated.get();
        if (!pot.equals(before)) {
            balances.reactivate(before);
            balances.deactivate(pot);
            deactivated.put(pot);
            deposit(new TreasuryEvent.UpdatedInactive(before, pot));
        }
        return Integer.remainderUnsigned(blockNumber, config.spendPeriod()) == 0 ? spendFunds() : Weight.ZERO;
    }

    private Weight spendFunds() {
        U128 budget = pot();
        deposit(new TreasuryEvent.Spending(budget));
        List<Integer> approved = approvals.get();
        List<Integer> waiting = new ArrayList<>();
        U128 spent = U128.ZERO;
        for (int index : approved) {
            Optional<Proposal> proposal = proposals.tryGet(index);
            if (proposal.isEmpty()) {
                continue;
            }
            if (proposal.get().value().compareTo(budget) > 0) {
                waiting.add(index);
                continue;
            }
            budget = budget.subtract(proposal.get().value());
            spent = spent.add(award(index, proposal.get()));
        }
        approvals.put(waiting);
        if (waiting.isEmpty()) {
            U128 burnt = config.burn().of(budget).min(budget);
            budget = budget.subtract(burnt);
            spent = spent.add(burnt);
            balances.burn(burnt);
            deposit(new TreasuryEvent.Burnt(burnt));
        }
        settle(spent);
        deposit(new TreasuryEvent.Rollover(budget));
        long count = approved.size();
        return Weight.of(498_501_558 + 599_011_690 * count, 1887 + 5206 * count)
                .add(config.dbWeight().readsWrites(3 + 3 * count, 3 + 3 * count));
    }

    private U128 award(int index, Proposal proposal) {
        proposals.remove(index);
        balances.unreserve(proposal.proposer(), proposal.bond());
        U128 arrived = balances.depositCreating(proposal.beneficiary(), proposal.value());
        deposit(new TreasuryEvent.Awarded(index, proposal.value(), proposal.beneficiary()));
        return arrived;
    }

    /// Takes out of the account what was paid and burnt; were it not there, it would be newly issued.
    private void settle(U128 spent) {
        try {
            balances.withdraw(account(), spent, true);
        } catch (DispatchException e) {
            balances.issue(spent);
        }
    }

    @Override
    public PostDispatchInfo dispatch(Origin origin, TreasuryCall call) throws DispatchException {
        switch (call) {
            case TreasuryCall.ProposeSpend(U128 value, var beneficiary) -> {
                AccountId proposer = origin.signed();
                propose(proposer, value, config.lookup().lookup(beneficiary));
            }
            case TreasuryCall.RejectProposal(int id) -> {
                origin.rootOrMoreThanHalf(config.council());
                reject(id);
            }
            case TreasuryCall.ApproveProposal(int id) -> {
                origin.rootOrAtLeast(config.council(), 3, 5);
                approve(id);
            }
            case TreasuryCall.RemoveApproval(int id) -> {
                origin.rootOrMoreThanHalf(config.council());
                List<Integer> left = new ArrayList<>(approvals.get());
                ensure(left.remove(Integer.valueOf(id)), TreasuryError.PROPOSAL_NOT_APPROVED);
                approvals.put(left);
            }
            case TreasuryCall.SpendLocal _, TreasuryCall.Spend _ ->
                throw new DispatchException(DispatchError.BAD_ORIGIN);
            case TreasuryCall.Payout(int index) -> {
                origin.signed();
                require(spends.tryGet(index), TreasuryError.INVALID_INDEX);
            }
            case TreasuryCall.CheckStatus(int index) -> {
                origin.signed();
                require(spends.tryGet(index), TreasuryError.INVALID_INDEX);
            }
            case TreasuryCall.VoidSpend(int index) -> {
                origin.rootOrMoreThanHalf(config.council());
                require(spends.tryGet(index), TreasuryError.INVALID_INDEX);
            }
        }
        return PostDispatchInfo.DECLARED;
    }

    private void propose(AccountId proposer, U128 value, AccountId beneficiary) throws DispatchException {
        U128 bond = config.proposalBondMinimum().max(config.proposalBond().of(value));
        try {
            balances.reserve(proposer, bond);
        } catch (DispatchException e) {
            throw error(TreasuryError.INSUFFICIENT_PROPOSERS_BALANCE);
        }
        int index = proposalCount.get();
        proposalCount.put(index + 1);
        proposals.put(index, new Proposal(proposer, value, beneficiary, bond));
        deposit(new TreasuryEvent.Proposed(index));
    }

    private void reject(int id) throws DispatchException {
        Proposal proposal = require(proposals.take(id), TreasuryError.INVALID_INDEX);
        balances.burn(balances.slashReserved(proposal.proposer(), proposal.bond()));
        deposit(new TreasuryEvent.Rejected(id, proposal.bond()));
    }

    private void approve(int id) throws DispatchException {
        ensure(proposals.contains(id), TreasuryError.INVALID_INDEX);
        List<Integer> next = new ArrayList<>(approvals.get());
        ensure(next.size() < config.maxApprovals(), TreasuryError.TOO_MANY_APPROVALS);
        next.add(id);
        approvals.put(next);
    }

    @Override
    public DispatchInfo dispatchInfo(TreasuryCall call) {
        RuntimeDbWeight db = config.dbWeight();
        return switch (call) {
            case TreasuryCall.ProposeSpend _ ->
                DispatchInfo.normal(Weight.of(398_000_000, 1489).add(db.readsWrites(1, 2)));
            case TreasuryCall.RejectProposal _ ->
                DispatchInfo.operational(Weight.of(388_000_000, 3593).add(db.readsWrites(2, 2)));
            case TreasuryCall.ApproveProposal _ ->
                DispatchInfo.operational(Weight.of(108_813_243 + 683_216L * config.maxApprovals(), 3573)
                        .add(db.readsWrites(2, 1)));
            case TreasuryCall.SpendLocal _ ->
                DispatchInfo.normal(Weight.of(190_000_000, 1887).add(db.readsWrites(2, 3)));
            case TreasuryCall.RemoveApproval _ ->
                DispatchInfo.operational(Weight.of(78_000_000, 1887).add(db.readsWrites(1, 1)));
            case TreasuryCall.Spend _ ->
                DispatchInfo.normal(Weight.of(216_000_000, 3501).add(db.readsWrites(2, 2)));
            case TreasuryCall.Payout _ ->
                DispatchInfo.normal(Weight.of(822_000_000, 6208).add(db.readsWrites(5, 5)));
            case TreasuryCall.CheckStatus _ ->
                DispatchInfo.normal(Weight.of(160_000_000, 3534).add(db.readsWrites(1, 1)));
            case TreasuryCall.VoidSpend _ ->
                DispatchInfo.normal(Weight.of(181_000_000, 3534).add(db.readsWrites(1, 1)));
        };
    }
}
