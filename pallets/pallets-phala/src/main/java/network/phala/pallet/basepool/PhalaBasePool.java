package network.phala.pallet.basepool;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.DispatchError.ArithmeticError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.storage.Hasher;
import network.phala.frame.storage.StorageMap;
import network.phala.frame.storage.StorageValue;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.scale.Bounded;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.scale.Transparent;
import network.phala.scale.TupleType;
import network.phala.scale.Unit;

/// Pools in general (pallet 47). Follows phala-blockchain pallets/phala/src/compute/base_pool.rs.
public final class PhalaBasePool extends Pallet<PhalaBasePoolCall, PhalaBasePoolEvent> {
    public static final int STORAGE_VERSION = 7;

    /// Longest description in bytes.
    public static final int DESCRIPTION_SIZE_MAX = 4400;

    private static final int WHITELIST_MAX = 100;
    private static final int FIRST_COLLECTION = 10_000;

    final StorageMap<Integer, Integer> nextNftId = map("NextNftId", Hasher.TWOX_64_CONCAT, Codecs.U32, Codecs.U32, 0);
    final StorageValue<Optional<Cursor>> lockIterateStartPos =
            value("LockIterateStartPos", Codecs.option(Scale.of(Cursor.class)), Optional.empty());
    private final StorageValue<Long> poolCount = value("PoolCount", Codecs.U64, 0L);
    private final StorageMap<Integer, Long> poolCollections =
            map("PoolCollections", Hasher.TWOX_64_CONCAT, Codecs.U32, Codecs.U64);
    private final StorageValue<Integer> collectionIndex = value("CollectionIndex", Codecs.U32, 0);
    private final StorageMap<Long, PoolProxy> pools =
            map("Pools", Hasher.TWOX_64_CONCAT, Codecs.U64, Scale.of(PoolProxy.class));
    final StorageMap<Cursor, Unit> nftLocks =
            map("NftLocks", Hasher.TWOX_64_CONCAT, Scale.of(Cursor.class), Scale.of(Unit.class));
    private final StorageMap<Long, List<AccountId>> whitelists =
            map("PoolContributionWhitelists", Hasher.TWOX_64_CONCAT, Codecs.U64, Codecs.vec(Codecs.ACCOUNT_ID));
    private final StorageMap<Long, Bytes> descriptions;
    private final StorageMap<Debt, U128> reimbursements;

    final PhalaBasePoolConfig config;
    private final Shares shares = new Shares(this);
    private final WithdrawQueue queue = new WithdrawQueue(this, shares);

    /// Collection and NFT.
    @TupleType
    record Cursor(int collection, int nft) {}

    @TupleType
    record Debt(AccountId account, long pid) {}

    @Transparent
    record Description(@Bounded(DESCRIPTION_SIZE_MAX) Bytes text) {}

    public PhalaBasePool(PhalaBasePoolConfig config) {
        super("PhalaBasePool", PhalaBasePoolCall.class, PhalaBasePoolEvent.class, PhalaBasePoolError.class);
        this.config = config;
        var text = Scale.of(Description.class);
        descriptions = map(
                "PoolDescriptions",
                Hasher.TWOX_64_CONCAT,
                Codecs.U64,
                Codecs.of(
                        text.type(),
                        (v, out) -> text.encode(new Description(v), out),
                        in -> text.decode(in).text()));
        reimbursements = map("Reimbursements", Hasher.TWOX_64_CONCAT, Scale.of(Debt.class), Codecs.U_128);
    }

    @Override
    public PostDispatchInfo dispatch(Origin origin, PhalaBasePoolCall call) throws DispatchException {
        AccountId who = origin.signed();
        switch (call) {
            case PhalaBasePoolCall.AddStakerToWhitelist(long pid, AccountId staker) -> {
                ensureOwner(who, pid);
                addToWhitelist(pid, staker);
            }
            case PhalaBasePoolCall.SetPoolDescription(long pid, Bytes description) -> {
                ensureOwner(who, pid);
                descriptions.put(pid, description);
            }
            case PhalaBasePoolCall.RemoveStakerFromWhitelist(long pid, AccountId staker) -> {
                ensureOwner(who, pid);
                removeFromWhitelist(pid, staker);
            }
            case PhalaBasePoolCall.ClaimReimbursement(long pid, AccountId target) ->
                claimReimbursement(who, pid, target);
            case PhalaBasePoolCall.SetReimbursements(List<Reimbursement> input, boolean add) ->
                setReimbursements(who, input, add);
        }
        return PostDispatchInfo.DECLARED;
    }

    private void ensureOwner(AccountId who, long pid) throws DispatchException {
        ensure(pool(pid).basePool().owner().equals(who), PhalaBasePoolError.UNAUTHORIZED_POOL_OWNER);
    }

    private void addToWhitelist(long pid, AccountId staker) throws DispatchException {
        Optional<List<AccountId>> known = whitelists.tryGet(pid);
        if (known.isPresent()) {
            List<AccountId> list = new ArrayList<>(known.get());
            ensure(!list.contains(staker), PhalaBasePoolError.ALREADY_IN_CONTRIBUTE_WHITELIST);
            ensure(list.size() < WHITELIST_MAX, PhalaBasePoolError.EXCEED_WHITELIST_MAX_LEN);
            list.add(staker);
            whitelists.put(pid, list);
        } else {
            whitelists.put(pid, List.of(staker));
            deposit(new PhalaBasePoolEvent.PoolWhitelistCreated(pid));
        }
        deposit(new PhalaBasePoolEvent.PoolWhitelistStakerAdded(pid, staker));
    }

    private void removeFromWhitelist(long pid, AccountId staker) throws DispatchException {
        List<AccountId> list =
                new ArrayList<>(require(whitelists.tryGet(pid), PhalaBasePoolError.NO_WHITELIST_CREATED));
        ensure(list.remove(staker), PhalaBasePoolError.NOT_IN_CONTRIBUTE_WHITELIST);
        if (list.isEmpty()) {
            whitelists.remove(pid);
        } else {
            whitelists.put(pid, list);
        }
        deposit(new PhalaBasePoolEvent.PoolWhitelistStakerRemoved(pid, staker));
        if (list.isEmpty()) {
            deposit(new PhalaBasePoolEvent.PoolWhitelistDeleted(pid));
        }
    }

    private void claimReimbursement(AccountId who, long pid, AccountId target) throws DispatchException {
        U128 amount = require(reimbursements.take(new Debt(who, pid)), PhalaBasePoolError.NO_REIMBURSEMENT_TO_CLAIM);
        try {
            config.computation().withdrawSubsidy(target, amount);
        } catch (DispatchException e) {
            throw error(PhalaBasePoolError.INTERNAL_SUBSIDY_POOL_CANNOT_WITHDRAW);
        }
    }

    private void setReimbursements(AccountId who, List<Reimbursement> input, boolean add) throws DispatchException {
        ensure(who.equals(config.migrationAccount()), PhalaBasePoolError.NOT_MIGRATION_ROOT);
        for (Reimbursement each : input) {
            Debt key = new Debt(each.account(), each.pid());
            U128 before = add ? reimbursements.tryGet(key).orElse(U128.ZERO) : U128.ZERO;
            if (before.addOverflows(each.amount())) {
                throw DispatchException.arithmetic(ArithmeticError.OVERFLOW);
            }
            reimbursements.put(key, before.add(each.amount()));
        }
    }

    /// Shares and their NFTs.
    public Shares shares() {
        return shares;
    }

    /// Requests to be paid out.
    public WithdrawQueue queue() {
        return queue;
    }

    public PoolProxy pool(long pid) throws DispatchException {
        return require(pools.tryGet(pid), PhalaBasePoolError.POOL_DOES_NOT_EXIST);
    }

    /// A stake pool by its number.
    public StakePool stakePool(long pid) throws DispatchException {
        if (pool(pid) instanceof PoolProxy.OfStakePool(StakePool pool)) {
            return pool;
        }
        throw error(PhalaBasePoolError.POOL_TYPE_NOT_MATCH);
    }

    /// A vault by its number.
    public Vault vault(long pid) throws DispatchException {
        if (pool(pid) instanceof PoolProxy.OfVault(Vault vault)) {
            return vault;
        }
        throw error(PhalaBasePoolError.POOL_TYPE_NOT_MATCH);
    }

    public void put(StakePool pool) {
        pools.put(pool.basePool().pid(), new PoolProxy.OfStakePool(pool));
    }

    public void put(Vault vault) {
        pools.put(vault.basePool().pid(), new PoolProxy.OfVault(vault));
    }

    /// Whether NFTs of this collection are shares of a pool.
    public boolean isPoolCollection(int collection) {
        return poolCollections.contains(collection);
    }

    /// A pool in the making: its number, collection and account.
    public BasePool open(AccountId owner, String symbol) throws DispatchException {
        long pid = poolCount.get();
        poolCount.put(pid + 1);
        int cid = Math.max(collectionIndex.get(), FIRST_COLLECTION);
        collectionIndex.put(cid + 1);
        config.rmrk()
                .createCollection(
                        PoolAccounts.BASE_POOL,
                        cid,
                        Bytes.EMPTY,
                        Optional.empty(),
                        Bytes.ofUtf8(symbol + Long.toUnsignedString(pid)));
        poolCollections.put(cid, pid);
        return BasePool.created(pid, owner, cid, PoolAccounts.pool(pid, owner));
    }

    /// Takes a contribution; gives the pool as it is then, and the shares.
    public Contribution contribute(BasePool pool, AccountId who, U128 amount) throws DispatchException {
        boolean alive = pool.totalShares().isZero() || !pool.totalValue().isZero();
        ensure(alive, PhalaBasePoolError.POOL_BANKRUPT);
        Optional<List<AccountId>> list = whitelists.tryGet(pool.pid());
        boolean allowed =
                list.isEmpty() || list.get().contains(who) || pool.owner().equals(who);
        ensure(allowed, PhalaBasePoolError.NOT_IN_CONTRIBUTE_WHITELIST);
        shares.merge(pool.cid(), who, pool.pid());
        return shares.addStake(pool, who, amount);
    }

    /// A pool after a contribution, and the shares it gave.
    public record Contribution(BasePool pool, U128 shares) {}

    /// W-PHA a pool could pay out now.
    public U128 freeStake(BasePool pool) {
        return config.assets().balance(config.wPhaAsset(), pool.poolAccountId());
    }

    void emit(PhalaBasePoolEvent event) {
        deposit(event);
    }

    @Override
    public int storageVersion() {
        return STORAGE_VERSION;
    }

    @Override
    public String rustModule() {
        return "pallet_base_pool";
    }
}
