package network.phala.pallet.indices;

import java.util.Optional;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.storage.Hasher;
import network.phala.frame.storage.StorageMap;
import network.phala.frame.system.RuntimeDbWeight;
import network.phala.frame.transaction.AccountLookup;
import network.phala.frame.transaction.MultiAddress;
import network.phala.pallet.balances.Balances;
import network.phala.pallet.balances.BalancesEvent.BalanceStatus;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.scale.TupleType;
import org.jspecify.annotations.Nullable;

/// Short numbers for accounts, and the chain's way to look up addresses. Follows polkadot-sdk 1.5.0 pallet_indices
/// lib.rs.
public final class Indices extends Pallet<IndicesCall, IndicesEvent> implements AccountLookup {
    private final U128 depositAmount;
    private final RuntimeDbWeight dbWeight;
    private @Nullable Balances balances;

    private final StorageMap<Integer, Entry> accounts =
            map("Accounts", Hasher.BLAKE2_128_CONCAT, Codecs.U32, Scale.of(Entry.class));

    /// Owner, deposit, and whether it is kept for ever.
    @TupleType
    record Entry(AccountId owner, U128 deposit, boolean permanent) {}

    public Indices(U128 deposit, RuntimeDbWeight dbWeight) {
        super("Indices", IndicesCall.class, IndicesEvent.class, IndicesError.class);
        this.depositAmount = deposit;
        this.dbWeight = dbWeight;
        constant("Deposit", Codecs.U_128, deposit);
    }

    /// Called once by the runtime: Balances looks addresses up here, and deposits are kept there.
    public void connect(Balances currency) {
        balances = currency;
    }

    private Balances balances() {
        Balances currency = balances;
        if (currency == null) {
            throw new IllegalStateException("Indices is not connected with Balances");
        }
        return currency;
    }

    @Override
    public AccountId lookup(MultiAddress address) throws DispatchException {
        Optional<AccountId> found = switch (address) {
            case MultiAddress.Id(AccountId account) -> Optional.of(account);
            case MultiAddress.Index(int index) -> accounts.tryGet(index).map(Entry::owner);
            case MultiAddress.Raw _, MultiAddress.Address32 _, MultiAddress.Address20 _ -> Optional.empty();
        };
        return found.orElseThrow(() -> new DispatchException(DispatchError.CANNOT_LOOKUP));
    }

    @Override
    public PostDispatchInfo dispatch(Origin origin, IndicesCall call) throws DispatchException {
        switch (call) {
            case IndicesCall.Claim(int index) -> claim(origin.signed(), index);
            case IndicesCall.Transfer(var next, int index) -> {
                AccountId who = origin.signed();
                transfer(who, lookup(next), index);
            }
            case IndicesCall.Free(int index) -> {
                AccountId who = origin.signed();
                balances().unreserve(who, owned(who, index).deposit());
                accounts.remove(index);
                deposit(new IndicesEvent.IndexFreed(index));
            }
            case IndicesCall.ForceTransfer(var next, int index, boolean freeze) -> {
                origin.root();
                forceTransfer(lookup(next), index, freeze);
            }
            case IndicesCall.Freeze(int index) -> {
                AccountId who = origin.signed();
                balances().burn(balances().slashReserved(who, owned(who, index).deposit()));
                accounts.put(index, new Entry(who, U128.ZERO, true));
                deposit(new IndicesEvent.IndexFrozen(index, who));
            }
        }
        return PostDispatchInfo.DECLARED;
    }

    private void claim(AccountId who, int index) throws DispatchException {
        ensure(!accounts.contains(index), IndicesError.IN_USE);
        balances().reserve(who, depositAmount);
        accounts.put(index, new Entry(who, depositAmount, false));
        deposit(new IndicesEvent.IndexAssigned(who, index));
    }

    private void transfer(AccountId who, AccountId next, int index) throws DispatchException {
        ensure(!who.equals(next), IndicesError.NOT_TRANSFER);
        U128 amount = owned(who, index).deposit();
        U128 lost = balances().repatriateReserved(who, next, amount, BalanceStatus.RESERVED);
        accounts.put(index, new Entry(next, amount.saturatingSubtract(lost), false));
        deposit(new IndicesEvent.IndexAssigned(next, index));
    }

    private void forceTransfer(AccountId next, int index, boolean freeze) {
        accounts.tryGet(index).ifPresent(entry -> balances().unreserve(entry.owner(), entry.deposit()));
        accounts.put(index, new Entry(next, U128.ZERO, freeze));
        deposit(new IndicesEvent.IndexAssigned(next, index));
    }

    private Entry owned(AccountId who, int index) throws DispatchException {
        Entry entry = require(accounts.tryGet(index), IndicesError.NOT_ASSIGNED);
        ensure(!entry.permanent(), IndicesError.PERMANENT);
        ensure(entry.owner().equals(who), IndicesError.NOT_OWNER);
        return entry;
    }

    @Override
    public DispatchInfo dispatchInfo(IndicesCall call) {
        Weight one = dbWeight.readsWrites(1, 1);
        Weight two = dbWeight.readsWrites(2, 2);
        return DispatchInfo.normal(
                switch (call) {
                    case IndicesCall.Claim _ -> Weight.of(26_456_000, 3534).add(one);
                    case IndicesCall.Transfer _ -> Weight.of(38_749_000, 3593).add(two);
                    case IndicesCall.Free _ -> Weight.of(27_273_000, 3534).add(one);
                    case IndicesCall.ForceTransfer _ ->
                        Weight.of(30_959_000, 3593).add(two);
                    case IndicesCall.Freeze _ -> Weight.of(29_714_000, 3534).add(one);
                });
    }
}
