package network.phala.pallet.rmrk;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.storage.Externalities;
import network.phala.frame.storage.Hasher;
import network.phala.frame.storage.StorageDoubleMap;
import network.phala.frame.storage.StorageMap;
import network.phala.frame.storage.StorageNMap;
import network.phala.pallet.uniques.Uniques;
import network.phala.pallet.uniques.UniquesError;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.scale.TupleType;

/// NFTs (pallet 105; its storage is not in metadata). Follows rmrk-substrate pallets/rmrk-core.
public final class RmrkCore extends Pallet<RmrkCoreCall, RmrkCoreEvent> {
    static final int STRING_SIZE_MAX = 52_100;
    static final int SYMBOL_SIZE_MAX = 100;
    static final int KEY_SIZE_MAX = 32_000;
    static final int VALUE_SIZE_MAX = 512_000;
    static final int PRIORITIES_MAX = 3;

    private static final String PREFIX = "RmrkCore";
    private static final int PROPERTIES_MAX = 15;

    private final StorageMap<Integer, CollectionInfo> collections = new StorageMap<>(
            PREFIX, "Collections", Hasher.TWOX_64_CONCAT, Codecs.U32, Scale.of(CollectionInfo.class), null);
    private final StorageDoubleMap<Integer, Integer, NftInfo> nfts = new StorageDoubleMap<>(
            PREFIX,
            "Nfts",
            key(Hasher.TWOX_64_CONCAT, Codecs.U32),
            key(Hasher.TWOX_64_CONCAT, Codecs.U32),
            Scale.of(NftInfo.class),
            null);
    private final StorageNMap<Bytes> properties = new StorageNMap<>(
            PREFIX,
            "Properties",
            List.of(
                    key(Hasher.BLAKE2_128_CONCAT, Codecs.U32),
                    key(Hasher.BLAKE2_128_CONCAT, Codecs.option(Codecs.U32)),
                    key(Hasher.BLAKE2_128_CONCAT, Codecs.BYTES)),
            Codecs.BYTES,
            null);
    private final StorageMap<NftId, Boolean> lock =
            new StorageMap<>(PREFIX, "Lock", Hasher.TWOX_64_CONCAT, Scale.of(NftId.class), Codecs.BOOL, false);

    private final Uniques uniques;
    private final TransferHook hook;

    /// An NFT by its collection.
    @TupleType
    public record NftId(int collection, int nft) {}

    public RmrkCore(Uniques uniques, TransferHook hook) {
        super(PREFIX, RmrkCoreCall.class, RmrkCoreEvent.class, RmrkCoreError.class);
        this.uniques = uniques;
        this.hook = hook;
        constant("ResourceSymbolLimit", Codecs.U32, 10);
        constant("PartsLimit", Codecs.U32, 10);
        constant("MaxPriorities", Codecs.U32, PRIORITIES_MAX);
        constant("PropertiesLimit", Codecs.U32, PROPERTIES_MAX);
        constant("NestingBudget", Codecs.U32, 200);
    }

    @Override
    public PostDispatchInfo dispatch(Origin origin, RmrkCoreCall call) throws DispatchException {
        switch (call) {
            case RmrkCoreCall.CreateCollection(int collection, Bytes metadata, Optional<Integer> max, Bytes symbol) ->
                createCollection(origin.signed(), collection, metadata, max, symbol);
            case RmrkCoreCall.BurnNft(int collection, int nft) -> {
                AccountId sender = origin.signed();
                ensure(rootOwner(collection, nft).equals(sender), RmrkCoreError.NO_PERMISSION);
                burn(sender, collection, nft);
            }
            case RmrkCoreCall.Send(int collection, int nft, NftOwner to) -> send(origin.signed(), collection, nft, to);
            default -> throw new DispatchException(DispatchError.UNAVAILABLE);
        }
        return PostDispatchInfo.DECLARED;
    }

    private AccountId rootOwner(int collection, int nft) throws DispatchException {
        return require(uniques.owner(collection, nft), RmrkCoreError.NO_AVAILABLE_NFT_ID);
    }

    private void send(AccountId sender, int collection, int nft, NftOwner to) throws DispatchException {
        ensure(rootOwner(collection, nft).equals(sender), RmrkCoreError.NO_PERMISSION);
        NftInfo info = require(nfts.tryGet(collection, nft), RmrkCoreError.NO_AVAILABLE_NFT_ID);
        ensure(info.transferable(), RmrkCoreError.NON_TRANSFERABLE);
        ensure(info.equipped().isEmpty(), RmrkCoreError.CANNOT_SEND_EQUIPPED_ITEM);
        if (!(to instanceof NftOwner.Account(AccountId account))) {
            throw new DispatchException(DispatchError.UNAVAILABLE);
        }
        ensure(hook.mayTransfer(collection), RmrkCoreError.FAILED_TRANSFER_HOOKS_PRE_CHECK);
        nfts.put(collection, nft, info.ownedBy(to));
        uniques.transfer(collection, nft, account);
        deposit(new RmrkCoreEvent.NFTSent(sender, to, collection, nft, false));
    }

    public void createCollection(AccountId issuer, int collection, Bytes metadata, Optional<Integer> max, Bytes symbol)
            throws DispatchException {
        uniques.createCollection(collection, issuer);
        collections.put(collection, new CollectionInfo(issuer, metadata, max, symbol, 0));
        deposit(new RmrkCoreEvent.CollectionCreated(issuer, collection));
    }

    /// Makes an NFT for an account; only a collection's owner may.
    public void mint(AccountId sender, AccountId owner, int collection, int nft) throws DispatchException {
        AccountId issuer = require(uniques.collectionOwner(collection), RmrkCoreError.COLLECTION_UNKNOWN);
        ensure(issuer.equals(sender), RmrkCoreError.NO_PERMISSION);
        ensure(!nfts.contains(collection, nft), RmrkCoreError.NFT_ALREADY_EXISTS);
        CollectionInfo info = require(collections.tryGet(collection), RmrkCoreError.COLLECTION_UNKNOWN);
        boolean full = info.max().isPresent()
                && Integer.compareUnsigned(info.nftsCount(), info.max().get()) >= 0;
        ensure(!full, RmrkCoreError.COLLECTION_FULL_OR_LOCKED);
        NftOwner holder = new NftOwner.Account(owner);
        nfts.put(
                collection,
                nft,
                new NftInfo(holder, Optional.empty(), Bytes.EMPTY, Optional.empty(), !owner.equals(sender), true));
        collections.put(collection, info.withCount(info.nftsCount() + 1));
        uniques.mint(collection, nft, owner);
        deposit(new RmrkCoreEvent.NftMinted(holder, collection, nft));
    }

    public void burn(AccountId owner, int collection, int nft) throws DispatchException {
        if (lock.get(new NftId(collection, nft))) {
            throw uniques.error(UniquesError.LOCKED);
        }
        nfts.remove(collection, nft);
        Bytes prefix = properties.keyOf(List.of(collection, Optional.of(nft)));
        Externalities.current().clearPrefix(prefix, OptionalInt.of(PROPERTIES_MAX));
        deposit(new RmrkCoreEvent.PropertiesRemoved(collection, Optional.of(nft)));
        CollectionInfo info = require(collections.tryGet(collection), RmrkCoreError.COLLECTION_UNKNOWN);
        collections.put(collection, info.withCount(Math.max(0, info.nftsCount() - 1)));
        uniques.burn(collection, nft);
        deposit(new RmrkCoreEvent.NFTBurned(owner, collection, nft));
    }

    public boolean collectionExists(int collection) {
        return collections.contains(collection);
    }

    public Optional<Bytes> property(int collection, int nft, Bytes key) {
        return properties.tryGet(collection, Optional.of(nft), key);
    }

    public void setProperty(int collection, int nft, Bytes key, Bytes value) throws DispatchException {
        ensure(collections.contains(collection), RmrkCoreError.COLLECTION_UNKNOWN);
        properties.put(List.of(collection, Optional.of(nft), key), value);
        deposit(new RmrkCoreEvent.PropertySet(collection, Optional.of(nft), key, value));
    }

    public void removeProperty(int collection, int nft, Bytes key) {
        properties.remove(collection, Optional.of(nft), key);
        deposit(new RmrkCoreEvent.PropertyRemoved(collection, Optional.of(nft), key));
    }

    /// A locked NFT cannot be burnt.
    public void setLock(int collection, int nft, boolean locked) {
        NftId id = new NftId(collection, nft);
        if (locked) {
            lock.put(id, true);
        } else {
            lock.remove(id);
        }
    }
}
