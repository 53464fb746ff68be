package network.phala.pallet.uniques;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.storage.Externalities;
import network.phala.frame.storage.Hasher;
import network.phala.frame.storage.StorageDoubleMap;
import network.phala.frame.storage.StorageMap;
import network.phala.frame.storage.StorageNMap;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.scale.Bounded;
import network.phala.scale.Codecs;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.scale.ScaleReader;
import network.phala.scale.Transparent;
import network.phala.scale.TupleType;
import network.phala.scale.Unit;

/// Unique items (pallet 104). Follows polkadot-sdk 1.5.0 pallet_uniques functions.rs.
public final class Uniques extends Pallet<Void, UniquesEvent> {
    private static final int STRING_SIZE_MAX = 52_100;
    private static final int KEY_SIZE_MAX = 32_000;
    private static final int VALUE_SIZE_MAX = 512_000;

    private final StorageMap<Integer, CollectionDetails> collections =
            map("Class", Hasher.BLAKE2_128_CONCAT, Codecs.U32, Scale.of(CollectionDetails.class));
    final StorageMap<AccountId, Integer> ownershipAcceptance =
            map("OwnershipAcceptance", Hasher.BLAKE2_128_CONCAT, Codecs.ACCOUNT_ID, Codecs.U32);
    private final StorageNMap<Unit> account = nMap(
            "Account",
            List.of(
                    key(Hasher.BLAKE2_128_CONCAT, Codecs.ACCOUNT_ID),
                    key(Hasher.BLAKE2_128_CONCAT, Codecs.U32),
                    key(Hasher.BLAKE2_128_CONCAT, Codecs.U32)),
            Scale.of(Unit.class),
            null);
    private final StorageDoubleMap<AccountId, Integer, Unit> collectionAccount = doubleMap(
            "ClassAccount",
            key(Hasher.BLAKE2_128_CONCAT, Codecs.ACCOUNT_ID),
            key(Hasher.BLAKE2_128_CONCAT, Codecs.U32),
            Scale.of(Unit.class));
    private final StorageDoubleMap<Integer, Integer, ItemDetails> items = doubleMap(
            "Asset",
            key(Hasher.BLAKE2_128_CONCAT, Codecs.U32),
            key(Hasher.BLAKE2_128_CONCAT, Codecs.U32),
            Scale.of(ItemDetails.class));

    @Transparent
    record AttributeKey(@Bounded(KEY_SIZE_MAX) Bytes key) {}

    /// Value and deposit.
    @TupleType
    record Attribute(@Bounded(VALUE_SIZE_MAX) Bytes value, U128 deposit) {}

    /// Price and the only account that may pay it.
    @TupleType
    record Price(U128 amount, Optional<AccountId> buyer) {}

    public Uniques() {
        super("Uniques", null, UniquesEvent.class, UniquesError.class);
        map("ClassMetadataOf", Hasher.BLAKE2_128_CONCAT, Codecs.U32, Scale.of(CollectionMetadata.class));
        doubleMap(
                "InstanceMetadataOf",
                key(Hasher.BLAKE2_128_CONCAT, Codecs.U32),
                key(Hasher.BLAKE2_128_CONCAT, Codecs.U32),
                Scale.of(ItemMetadata.class));
        nMap(
                "Attribute",
                List.of(
                        key(Hasher.BLAKE2_128_CONCAT, Codecs.U32),
                        key(Hasher.BLAKE2_128_CONCAT, Codecs.option(Codecs.U32)),
                        key(Hasher.BLAKE2_128_CONCAT, Scale.of(AttributeKey.class))),
                Scale.of(Attribute.class),
                null);
        doubleMap(
                "ItemPriceOf",
                key(Hasher.BLAKE2_128_CONCAT, Codecs.U32),
                key(Hasher.BLAKE2_128_CONCAT, Codecs.U32),
                Scale.of(Price.class));
        map("CollectionMaxSupply", Hasher.BLAKE2_128_CONCAT, Codecs.U32, Codecs.U32);
        for (String deposit : List.of(
                "CollectionDeposit", "ItemDeposit", "MetadataDepositBase", "AttributeDepositBase", "DepositPerByte")) {
            constant(deposit, Codecs.U_128, U128.ZERO);
        }
        constant("StringLimit", Codecs.U32, STRING_SIZE_MAX);
        constant("KeyLimit", Codecs.U32, KEY_SIZE_MAX);
        constant("ValueLimit", Codecs.U32, VALUE_SIZE_MAX);
    }

    /// Makes a collection, without a deposit.
    public void createCollection(int collection, AccountId owner) throws DispatchException {
        ensure(!collections.contains(collection), UniquesError.IN_USE);
        collections.put(
                collection, new CollectionDetails(owner, owner, owner, owner, U128.ZERO, false, 0, 0, 0, false));
        collectionAccount.put(owner, collection, Unit.UNIT);
        deposit(new UniquesEvent.Created(collection, owner, owner));
    }

    public Optional<AccountId> collectionOwner(int collection) {
        return collections.tryGet(collection).map(CollectionDetails::owner);
    }

    public Optional<AccountId> owner(int collection, int item) {
        return items.tryGet(collection, item).map(ItemDetails::owner);
    }

    public void mint(int collection, int item, AccountId owner) throws DispatchException {
        ensure(!items.contains(collection, item), UniquesError.ALREADY_EXISTS);
        CollectionDetails details = require(collections.tryGet(collection), UniquesError.UNKNOWN_COLLECTION);
        collections.put(collection, details.withItems(details.items() + 1));
        account.put(List.of(owner, collection, item), Unit.UNIT);
        items.put(collection, item, new ItemDetails(owner, Optional.empty(), false, U128.ZERO));
        deposit(new UniquesEvent.Issued(collection, item, owner));
    }

    public void burn(int collection, int item) throws DispatchException {
        CollectionDetails details = require(collections.tryGet(collection), UniquesError.UNKNOWN_COLLECTION);
        ItemDetails burnt = require(items.tryGet(collection, item), UniquesError.UNKNOWN_COLLECTION);
        collections.put(collection, details.withItems(details.items() - 1));
        items.remove(collection, item);
        account.remove(burnt.owner(), collection, item);
        deposit(new UniquesEvent.Burned(collection, item, burnt.owner()));
    }

    public void transfer(int collection, int item, AccountId to) throws DispatchException {
        CollectionDetails details = require(collections.tryGet(collection), UniquesError.UNKNOWN_COLLECTION);
        ensure(!details.isFrozen(), UniquesError.FROZEN);
        ItemDetails moved = require(items.tryGet(collection, item), UniquesError.UNKNOWN_ITEM);
        ensure(!moved.isFrozen(), UniquesError.FROZEN);
        account.remove(moved.owner(), collection, item);
        account.put(List.of(to, collection, item), Unit.UNIT);
        items.put(collection, item, new ItemDetails(to, Optional.empty(), false, moved.deposit()));
        deposit(new UniquesEvent.Transferred(collection, item, moved.owner(), to));
    }

    /// An account's items in a collection, in the order of their storage keys.
    public List<Integer> ownedInCollection(int collection, AccountId owner) {
        Bytes prefix = account.keyOf(List.of(owner, collection));
        List<Integer> owned = new ArrayList<>();
        for (Bytes key : Externalities.current().keysWithPrefix(prefix)) {
            ScaleReader in =
                    new ScaleReader(key.unsafeArray(), prefix.size() + Hasher.BLAKE2_128_CONCAT.hashSize(), key.size());
            try {
                owned.add(in.readInt());
            } catch (DecodeException e) {
                throw new IllegalStateException("Storage key " + key + " is corrupt", e);
            }
        }
        return owned;
    }

    @Override
    public int storageVersion() {
        return 1;
    }
}
