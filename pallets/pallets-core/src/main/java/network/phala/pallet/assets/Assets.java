package network.phala.pallet.assets;

import java.util.List;
import java.util.Optional;
import network.phala.frame.Currency;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.storage.Hasher;
import network.phala.frame.storage.StorageDoubleMap;
import network.phala.frame.storage.StorageMap;
import network.phala.frame.storage.StorageNMap;
import network.phala.frame.system.Accounts;
import network.phala.frame.transaction.AccountLookup;
import network.phala.frame.transaction.MultiAddress;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;

/// Fungible assets (pallet 0). Follows polkadot-sdk 1.5.0 pallet_assets lib.rs.
///
/// How balances change is in [AssetBalances].
public final class Assets extends Pallet<AssetsCall, AssetsEvent> {
    private static final U128 ASSET_DEPOSIT = U128.of(10_000_000_000L);

    private static final U128 METADATA_DEPOSIT_BASE = U128.of(4_230_000_000_000L);
    private static final U128 METADATA_DEPOSIT_PER_BYTE = U128.of(60_000_000_000L);
    private static final int STRING_SIZE_MAX = 50;

    final StorageMap<Integer, AssetDetails> asset =
            map("Asset", Hasher.BLAKE2_128_CONCAT, Codecs.U32, Scale.of(AssetDetails.class));
    final StorageDoubleMap<Integer, AccountId, AssetAccount> account = doubleMap(
            "Account",
            key(Hasher.BLAKE2_128_CONCAT, Codecs.U32),
            key(Hasher.BLAKE2_128_CONCAT, Codecs.ACCOUNT_ID),
            Scale.of(AssetAccount.class));

    final Accounts accounts;
    private final Currency currency;
    private final AccountLookup lookup;
    private final AssetBalances balances = new AssetBalances(this);
    private final Approvals approvals;
    private final StorageMap<Integer, AssetMetadata> metadata;

    public Assets(Accounts accounts, Currency currency, AccountLookup lookup) {
        super("Assets", AssetsCall.class, AssetsEvent.class, AssetsError.class);
        this.accounts = accounts;
        this.currency = currency;
        this.lookup = lookup;
        StorageNMap<Approval> approved = nMap(
                "Approvals",
                List.of(
                        key(Hasher.BLAKE2_128_CONCAT, Codecs.U32),
                        key(Hasher.BLAKE2_128_CONCAT, Codecs.ACCOUNT_ID),
                        key(Hasher.BLAKE2_128_CONCAT, Codecs.ACCOUNT_ID)),
                Scale.of(Approval.class),
                null);
        approvals = new Approvals(this, approved, currency);
        metadata = map(
                "Metadata", Hasher.BLAKE2_128_CONCAT, Codecs.U32, Scale.of(AssetMetadata.class), AssetMetadata.NONE);
        constant("RemoveItemsLimit", Codecs.U32, 1000);
        constant("AssetDeposit", Codecs.U_128, ASSET_DEPOSIT);
        constant("AssetAccountDeposit", Codecs.U_128, U128.of(10));
        constant("MetadataDepositBase", Codecs.U_128, METADATA_DEPOSIT_BASE);
        constant("MetadataDepositPerByte", Codecs.U_128, METADATA_DEPOSIT_PER_BYTE);
        constant("ApprovalDeposit", Codecs.U_128, U128.of(10_000_000_000L));
        constant("StringLimit", Codecs.U32, STRING_SIZE_MAX);
    }

    /// What other pallets may do with assets.
    public Fungibles fungibles() {
        return balances;
    }

    @Override
    public PostDispatchInfo dispatch(Origin origin, AssetsCall call) throws DispatchException {
        switch (call) {
            case AssetsCall.Create(int id, MultiAddress admin, U128 minBalance) ->
                create(origin.signed(), id, lookup.lookup(admin), minBalance);
            case AssetsCall.ForceCreate(int id, MultiAddress owner, boolean sufficient, U128 minBalance) -> {
                origin.root();
                forceCreate(id, lookup.lookup(owner), sufficient, minBalance);
            }
            case AssetsCall.Mint(int id, MultiAddress to, U128 amount) -> {
                AccountId issuer = origin.signed();
                AccountId beneficiary = lookup.lookup(to);
                ensure(live(id).issuer().equals(issuer), AssetsError.NO_PERMISSION);
                balances.mint(id, beneficiary, amount);
            }
            case AssetsCall.Burn(int id, MultiAddress from, U128 amount) -> {
                AccountId admin = origin.signed();
                AccountId target = lookup.lookup(from);
                ensure(live(id).admin().equals(admin), AssetsError.NO_PERMISSION);
                balances.burn(id, target, amount);
            }
            case AssetsCall.Transfer(int id, MultiAddress target, U128 amount) ->
                balances.transferExactly(id, origin.signed(), lookup.lookup(target), amount, false);
            case AssetsCall.TransferKeepAlive(int id, MultiAddress target, U128 amount) ->
                balances.transferExactly(id, origin.signed(), lookup.lookup(target), amount, true);
            case AssetsCall.ForceTransfer(int id, MultiAddress source, MultiAddress dest, U128 amount) -> {
                AccountId admin = origin.signed();
                AccountId from = lookup.lookup(source);
                AccountId to = lookup.lookup(dest);
                ensure(live(id).admin().equals(admin), AssetsError.NO_PERMISSION);
                balances.transferExactly(id, from, to, amount, false);
            }
            case AssetsCall.Freeze(int id, MultiAddress who) ->
                setFrozen(origin.signed(), id, lookup.lookup(who), true);
            case AssetsCall.Thaw(int id, MultiAddress who) -> setFrozen(origin.signed(), id, lookup.lookup(who), false);
            case AssetsCall.FreezeAsset(int id) -> freezeAsset(origin.signed(), id);
            case AssetsCall.ThawAsset(int id) -> thawAsset(origin.signed(), id);
            case AssetsCall.SetTeam(int id, MultiAddress issuer, MultiAddress admin, MultiAddress freezer) ->
                setTeam(origin.signed(), id, lookup.lookup(issuer), lookup.lookup(admin), lookup.lookup(freezer));
            case AssetsCall.SetMetadata set -> setMetadata(origin.signed(), set);
            case AssetsCall.ClearMetadata(int id) -> clearMetadata(origin.signed(), id);
            case AssetsCall.ApproveTransfer(int id, MultiAddress delegate, U128 amount) ->
                approvals.approve(id, origin.signed(), lookup.lookup(delegate), amount);
            case AssetsCall.CancelApproval(int id, MultiAddress delegate) ->
                approvals.cancel(id, origin.signed(), lookup.lookup(delegate));
            case AssetsCall.TransferApproved(int id, MultiAddress owner, MultiAddress to, U128 amount) -> {
                AccountId delegate = origin.signed();
                approvals.transfer(id, lookup.lookup(owner), delegate, lookup.lookup(to), amount);
            }
            default -> throw new DispatchException(DispatchError.UNAVAILABLE);
        }
        return PostDispatchInfo.DECLARED;
    }

    private void create(AccountId owner, int id, AccountId admin, U128 minBalance) throws DispatchException {
        ensure(!asset.contains(id), AssetsError.IN_USE);
        ensure(!minBalance.isZero(), AssetsError.MIN_BALANCE_ZERO);
        currency.reserve(owner, ASSET_DEPOSIT);
        asset.put(id, AssetDetails.created(owner, admin, ASSET_DEPOSIT, minBalance, false));
        deposit(new AssetsEvent.Created(id, owner, admin));
    }

    private void forceCreate(int id, AccountId owner, boolean sufficient, U128 minBalance) throws DispatchException {
        ensure(!asset.contains(id), AssetsError.IN_USE);
        ensure(!minBalance.isZero(), AssetsError.MIN_BALANCE_ZERO);
        asset.put(id, AssetDetails.created(owner, owner, U128.ZERO, minBalance, sufficient));
        deposit(new AssetsEvent.ForceCreated(id, owner));
    }

    private void setFrozen(AccountId by, int id, AccountId who, boolean frozen) throws DispatchException {
        AssetDetails details = require(asset.tryGet(id), AssetsError.UNKNOWN);
        boolean usable = details.status() == AssetStatus.LIVE || details.status() == AssetStatus.FROZEN;
        ensure(usable, AssetsError.INCORRECT_STATUS);
        ensure(by.equals(frozen ? details.freezer() : details.admin()), AssetsError.NO_PERMISSION);
        AssetAccount held = require(account.tryGet(id, who), AssetsError.NO_ACCOUNT);
        account.put(id, who, held.withStatus(frozen ? AccountStatus.FROZEN : AccountStatus.LIQUID));
        deposit(frozen ? new AssetsEvent.Frozen(id, who) : new AssetsEvent.Thawed(id, who));
    }

    private void freezeAsset(AccountId by, int id) throws DispatchException {
        AssetDetails details = live(id);
        ensure(by.equals(details.freezer()), AssetsError.NO_PERMISSION);
        asset.put(id, details.withStatus(AssetStatus.FROZEN));
        deposit(new AssetsEvent.AssetFrozen(id));
    }

    private void thawAsset(AccountId by, int id) throws DispatchException {
        AssetDetails details = require(asset.tryGet(id), AssetsError.UNKNOWN);
        ensure(by.equals(details.admin()), AssetsError.NO_PERMISSION);
        ensure(details.status() == AssetStatus.FROZEN, AssetsError.NOT_FROZEN);
        asset.put(id, details.withStatus(AssetStatus.LIVE));
        deposit(new AssetsEvent.AssetThawed(id));
    }

    private void setTeam(AccountId who, int id, AccountId issuer, AccountId admin, AccountId freezer)
            throws DispatchException {
        AssetDetails details = live(id);
        ensure(details.owner().equals(who), AssetsError.NO_PERMISSION);
        asset.put(id, details.withTeam(issuer, admin, freezer));
        deposit(new AssetsEvent.TeamChanged(id, issuer, admin, freezer));
    }

    private void setMetadata(AccountId who, AssetsCall.SetMetadata set) throws DispatchException {
        boolean fits = set.name().size() <= STRING_SIZE_MAX && set.symbol().size() <= STRING_SIZE_MAX;
        ensure(fits, AssetsError.BAD_METADATA);
        ensure(live(set.id()).owner().equals(who), AssetsError.NO_PERMISSION);
        AssetMetadata before = metadata.get(set.id());
        ensure(!before.isFrozen(), AssetsError.NO_PERMISSION);
        U128 size = U128.of(set.name().size() + set.symbol().size());
        U128 needed = METADATA_DEPOSIT_PER_BYTE.multiply(size).add(METADATA_DEPOSIT_BASE);
        if (needed.compareTo(before.deposit()) > 0) {
            currency.reserve(who, needed.subtract(before.deposit()));
        } else {
            currency.unreserve(who, before.deposit().subtract(needed));
        }
        metadata.put(set.id(), new AssetMetadata(needed, set.name(), set.symbol(), set.decimals(), false));
        deposit(new AssetsEvent.MetadataSet(set.id(), set.name(), set.symbol(), set.decimals(), false));
    }

    private void clearMetadata(AccountId who, int id) throws DispatchException {
        ensure(live(id).owner().equals(who), AssetsError.NO_PERMISSION);
        AssetMetadata before = require(metadata.take(id), AssetsError.UNKNOWN);
        currency.unreserve(who, before.deposit());
        deposit(new AssetsEvent.MetadataCleared(id));
    }

    AssetBalances balances() {
        return balances;
    }

    @Override
    public DispatchInfo dispatchInfo(AssetsCall call) {
        return DispatchInfo.normal(AssetsWeights.of(call));
    }

    AssetDetails live(int id) throws DispatchException {
        AssetDetails details = require(asset.tryGet(id), AssetsError.UNKNOWN);
        ensure(details.status() == AssetStatus.LIVE, AssetsError.ASSET_NOT_LIVE);
        return details;
    }

    void emit(AssetsEvent event) {
        deposit(event);
    }

    @Override
    public void tryState() {
        for (var entry : asset.entries()) {
            U128 sum = U128.ZERO;
            int holders = 0;
            for (var held : account.entries(entry.getKey())) {
                sum = sum.add(held.getValue().balance());
                holders++;
            }
            AssetDetails details = entry.getValue();
            if (holders != details.accounts() || sum.compareTo(details.supply()) > 0) {
                throw new IllegalStateException("Asset " + entry.getKey() + " says " + details.accounts()
                        + " accounts and a supply of " + details.supply() + "; there are " + holders + " with " + sum);
            }
        }
    }

    Optional<AssetDetails> details(int id) {
        return asset.tryGet(id);
    }

    @Override
    public int storageVersion() {
        return 1;
    }
}
