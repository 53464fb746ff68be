package network.phala.pallet.wrappedbalances;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchError.ArithmeticError;
import network.phala.frame.dispatch.DispatchError.TokenError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.storage.Hasher;
import network.phala.frame.storage.StorageDoubleMap;
import network.phala.frame.storage.StorageMap;
import network.phala.frame.storage.StorageValue;
import network.phala.pallet.basepool.BasePool;
import network.phala.pallet.basepool.Shares;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.scale.TupleType;
import network.phala.scale.Unit;
import network.phala.types.economics.U64F64;

/// Wrapped money (pallet 46). Follows phala-blockchain pallets/phala/src/compute/wrapped_balances.rs.
public final class PhalaWrappedBalances extends Pallet<PhalaWrappedBalancesCall, PhalaWrappedBalancesEvent> {
    public static final int STORAGE_VERSION = 7;

    /// The asset W-PHA.
    public static final int ASSET = 10_000;

    /// Holds the money that is wrapped: `wpha/` and zeros.
    public static final AccountId ACCOUNT =
            AccountId.of(Arrays.copyOf("wpha/".getBytes(StandardCharsets.US_ASCII), 32));

    private static final int ITERATIONS_MAX = 100;

    private final StorageDoubleMap<Integer, AccountId, Votes> voteAccountMap = doubleMap(
            "VoteAccountMap",
            key(Hasher.BLAKE2_128_CONCAT, Codecs.U32),
            key(Hasher.BLAKE2_128_CONCAT, Codecs.ACCOUNT_ID),
            Scale.of(Votes.class));
    private final StorageDoubleMap<AccountId, Integer, Unit> accountVoteMap = doubleMap(
            "AccountVoteMap",
            key(Hasher.BLAKE2_128_CONCAT, Codecs.ACCOUNT_ID),
            key(Hasher.BLAKE2_128_CONCAT, Codecs.U32),
            Scale.of(Unit.class));
    private final StorageMap<AccountId, FinanceAccount> stakerAccounts =
            map("StakerAccounts", Hasher.TWOX_64_CONCAT, Codecs.ACCOUNT_ID, Scale.of(FinanceAccount.class));
    private final StorageValue<U128> unmintableDust = value("UnmintableDust", Codecs.U_128, U128.ZERO);

    private final PhalaWrappedBalancesConfig config;

    /// Ayes and nays.
    @TupleType
    record Votes(U128 aye, U128 nay) {
        U128 sum() {
            return aye.add(nay);
        }
    }

    public PhalaWrappedBalances(PhalaWrappedBalancesConfig config) {
        super(
                "PhalaWrappedBalances",
                PhalaWrappedBalancesCall.class,
                PhalaWrappedBalancesEvent.class,
                PhalaWrappedBalancesError.class);
        this.config = config;
        constant("WPhaAssetId", Codecs.U32, ASSET);
        constant("WrappedBalancesAccountId", Codecs.ACCOUNT_ID, ACCOUNT);
    }

    @Override
    public PostDispatchInfo dispatch(Origin origin, PhalaWrappedBalancesCall call) throws DispatchException {
        AccountId who = origin.signed();
        try {
            switch (call) {
                case PhalaWrappedBalancesCall.Wrap(U128 amount) -> wrap(who, amount);
                case PhalaWrappedBalancesCall.UnwrapAll _ -> unwrapAll(who);
                case PhalaWrappedBalancesCall.Unwrap(U128 amount) -> unwrap(who, amount);
                case PhalaWrappedBalancesCall.Vote(U128 aye, U128 nay, int referendum) ->
                    vote(who, referendum, new Votes(aye, nay));
                case PhalaWrappedBalancesCall.Unlock(int referendum, int iterations) -> unlock(referendum, iterations);
            }
        } catch (ArithmeticException e) {
            throw DispatchException.arithmetic(ArithmeticError.OVERFLOW);
        }
        return PostDispatchInfo.DECLARED;
    }

    private void wrap(AccountId who, U128 amount) throws DispatchException {
        config.currency().transfer(who, ACCOUNT, amount, true);
        mint(who, amount);
        if (!stakerAccounts.contains(who)) {
            stakerAccounts.put(who, FinanceAccount.NONE);
        }
        deposit(new PhalaWrappedBalancesEvent.Wrapped(who, amount));
    }

    private void unwrapAll(AccountId who) throws DispatchException {
        U128 free = config.assets().balance(ASSET, who);
        unwrapTo(who, netValue(who).subtract(locked(who)).min(free));
    }

    private void unwrap(AccountId who, U128 amount) throws DispatchException {
        boolean enough = amount.compareTo(config.assets().balance(ASSET, who)) <= 0
                && amount.add(locked(who)).compareTo(netValue(who)) <= 0;
        ensure(enough, PhalaWrappedBalancesError.UNWRAP_AMOUNT_EXCEEDS_AVALIABLE_STAKE);
        unwrapTo(who, amount);
        deposit(new PhalaWrappedBalancesEvent.Unwrapped(who, amount));
    }

    private void unwrapTo(AccountId who, U128 amount) throws DispatchException {
        config.currency().transfer(ACCOUNT, who, amount, false);
        config.assets().burn(ASSET, who, amount);
    }

    private U128 locked(AccountId who) {
        return stakerAccounts.tryGet(who).map(FinanceAccount::locked).orElse(U128.ZERO);
    }

    private void vote(AccountId who, int referendum, Votes votes) throws DispatchException {
        ensure(config.referenda().isOngoing(referendum), PhalaWrappedBalancesError.REFERENDUM_INVALID);
        ensure(
                netValue(who).compareTo(votes.sum()) >= 0,
                PhalaWrappedBalancesError.VOTE_AMOUNT_LARGER_THAN_TOTAL_STAKES);
        voteAccountMap.put(referendum, who, votes);
        accountVoteMap.put(who, referendum, Unit.UNIT);
        U128 aye = U128.ZERO;
        U128 nay = U128.ZERO;
        for (Map.Entry<AccountId, Votes> each : voteAccountMap.entries(referendum)) {
            aye = aye.add(each.getValue().aye());
            nay = nay.add(each.getValue().nay());
        }
        config.referenda().vote(ACCOUNT, referendum, aye, nay);
        updateLocked(who);
        deposit(new PhalaWrappedBalancesEvent.Voted(who, referendum, votes.aye(), votes.nay()));
    }

    private void unlock(int referendum, int iterations) throws DispatchException {
        ensure(!config.referenda().isOngoing(referendum), PhalaWrappedBalancesError.REFERENDUM_ONGOING);
        boolean valid = iterations > 0 && iterations <= ITERATIONS_MAX;
        ensure(valid, PhalaWrappedBalancesError.ITERATIONS_IS_NOT_VAILD);
        int left = iterations;
        for (Map.Entry<AccountId, Votes> each : voteAccountMap.entries(referendum)) {
            if (left-- == 0) {
                break;
            }
            voteAccountMap.remove(referendum, each.getKey());
            accountVoteMap.remove(each.getKey(), referendum);
            updateLocked(each.getKey());
        }
    }

    private void updateLocked(AccountId who) throws DispatchException {
        U128 most = U128.ZERO;
        for (Map.Entry<Integer, Unit> each : accountVoteMap.entries(who)) {
            most = most.max(voteAccountMap.get(each.getKey(), who).sum());
        }
        FinanceAccount account =
                require(stakerAccounts.tryGet(who), PhalaWrappedBalancesError.STAKER_ACCOUNT_NOT_FOUND);
        stakerAccounts.put(who, account.withLocked(most));
    }

    /// Free W-PHA and the value of all shares, without those that wait to be paid out.
    private U128 netValue(AccountId who) throws DispatchException {
        U128 total = config.assets().balance(ASSET, who);
        Optional<FinanceAccount> account = stakerAccounts.tryGet(who);
        if (account.isEmpty()) {
            return total;
        }
        for (FinanceAccount.Investment each : account.get().investPools()) {
            for (int nft : config.uniques().ownedInCollection(each.cid(), who)) {
                BasePool pool = config.pools().pool(each.pid()).basePool();
                Optional<U64F64> price = pool.sharePrice();
                if (price.isPresent()) {
                    U128 shares = config.pools().shares().in(each.cid(), nft);
                    total = total.add(Shares.value(shares, price.get()));
                }
            }
        }
        return total;
    }

    /// Mints W-PHA, whose cover is on [#ACCOUNT] already. Too little to open an entry is only counted.
    ///
    /// @return whether it was minted
    public boolean mint(AccountId to, U128 amount) throws DispatchException {
        try {
            config.assets().mint(ASSET, to, amount);
            return true;
        } catch (DispatchException e) {
            if (!e.error().equals(new DispatchError.Token(TokenError.BELOW_MINIMUM))) {
                throw e;
            }
            unmintableDust.update(dust -> dust.wrappingAdd(amount));
            return false;
        }
    }

    /// Remembers that an account invested in a pool.
    public void subscribe(AccountId who, long pid, int cid) {
        FinanceAccount account = stakerAccounts.tryGet(who).orElse(FinanceAccount.NONE);
        stakerAccounts.put(who, account.withInvestment(new FinanceAccount.Investment(pid, cid)));
    }

    @Override
    public int storageVersion() {
        return STORAGE_VERSION;
    }

    @Override
    public String rustModule() {
        return "pallet_wrapped_balances";
    }
}
