package network.phala.pallet.assets;

import java.util.List;
import java.util.Optional;
import network.phala.frame.Currency;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.storage.StorageNMap;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;

/// What accounts let others spend of their assets, against a deposit.
final class Approvals {
    private static final U128 DEPOSIT = U128.of(10_000_000_000L);

    private final Assets assets;
    private final StorageNMap<Approval> approvals;
    private final Currency currency;

    Approvals(Assets assets, StorageNMap<Approval> approvals, Currency currency) {
        this.assets = assets;
        this.approvals = approvals;
        this.currency = currency;
    }

    void approve(int id, AccountId owner, AccountId delegate, U128 amount) throws DispatchException {
        AssetDetails details = assets.live(id);
        Optional<Approval> before = approvals.tryGet(id, owner, delegate);
        if (before.isEmpty()) {
            assets.asset.put(id, details.withApprovals(details.approvals() + 1));
        }
        U128 held = before.map(Approval::deposit).orElse(U128.ZERO);
        if (held.compareTo(DEPOSIT) < 0) {
            currency.reserve(owner, DEPOSIT.subtract(held));
        }
        U128 sum = before.map(Approval::amount).orElse(U128.ZERO).saturatingAdd(amount);
        approvals.put(List.of(id, owner, delegate), new Approval(sum, held.max(DEPOSIT)));
        assets.emit(new AssetsEvent.ApprovedTransfer(id, owner, delegate, amount));
    }

    void cancel(int id, AccountId owner, AccountId delegate) throws DispatchException {
        assets.live(id);
        Approval approval = approvals.tryGet(id, owner, delegate).orElseThrow(() -> assets.error(AssetsError.UNKNOWN));
        end(id, owner, delegate, approval);
        assets.emit(new AssetsEvent.ApprovalCancelled(id, owner, delegate));
    }

    void transfer(int id, AccountId owner, AccountId delegate, AccountId to, U128 amount) throws DispatchException {
        assets.live(id);
        Approval approval = approvals
                .tryGet(id, owner, delegate)
                .filter(each -> each.amount().compareTo(amount) >= 0)
                .orElseThrow(() -> assets.error(AssetsError.UNAPPROVED));
        assets.balances().transferExactly(id, owner, to, amount, false);
        U128 left = approval.amount().subtract(amount);
        if (left.isZero()) {
            end(id, owner, delegate, approval);
        } else {
            approvals.put(List.of(id, owner, delegate), new Approval(left, approval.deposit()));
        }
    }

    private void end(int id, AccountId owner, AccountId delegate, Approval approval) throws DispatchException {
        currency.unreserve(owner, approval.deposit());
        AssetDetails details = assets.live(id);
        assets.asset.put(id, details.withApprovals(Math.max(0, details.approvals() - 1)));
        approvals.remove(id, owner, delegate);
    }
}
