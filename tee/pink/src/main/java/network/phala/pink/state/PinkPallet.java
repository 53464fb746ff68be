package network.phala.pink.state;

import java.util.Optional;
import network.phala.pink.types.DispatchException;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;

/// The Pink pallet: cluster configuration, prices, treasury, cluster key, SideVM codes and the head of the event chain.
///
/// Follows phala-blockchain crates/pink/runtime/src/runtime/pallet_pink.rs.
public final class PinkPallet {
    private static final Bytes CLUSTER_ID = StorageKeys.item("Pink", "ClusterId");
    private static final Bytes GAS_PRICE = StorageKeys.item("Pink", "GasPrice");
    private static final Bytes DEPOSIT_PER_BYTE = StorageKeys.item("Pink", "DepositPerByte");
    private static final Bytes DEPOSIT_PER_ITEM = StorageKeys.item("Pink", "DepositPerItem");
    private static final Bytes TREASURY = StorageKeys.item("Pink", "TreasuryAccount");
    private static final Bytes KEY = StorageKeys.item("Pink", "Key");
    private static final Bytes SIDEVM_CODES = StorageKeys.item("Pink", "SidevmCodes");
    private static final Bytes SYSTEM_CONTRACT = StorageKeys.item("Pink", "SystemContract");
    private static final Bytes NEXT_EVENT_BLOCK = StorageKeys.item("Pink", "NextEventBlockNumber");
    private static final Bytes LAST_EVENT_BLOCK_HASH = StorageKeys.item("Pink", "LastEventBlockHash");

    private final SessionState state;
    private final Balances balances;

    public PinkPallet(SessionState state, Balances balances) {
        this.state = state;
        this.balances = balances;
    }

    public H256 clusterId() {
        return state.get(CLUSTER_ID).map(value -> H256.of(value.toArray())).orElse(H256.ZERO);
    }

    public void setClusterId(H256 id) {
        state.put(CLUSTER_ID, id.toBytes());
    }

    public U128 gasPrice() {
        return number(GAS_PRICE);
    }

    public U128 depositPerByte() {
        return number(DEPOSIT_PER_BYTE);
    }

    public U128 depositPerItem() {
        return number(DEPOSIT_PER_ITEM);
    }

    public void setPrices(U128 gasPrice, U128 depositPerItem, U128 depositPerByte) {
        state.put(GAS_PRICE, encoded(gasPrice));
        state.put(DEPOSIT_PER_ITEM, encoded(depositPerItem));
        state.put(DEPOSIT_PER_BYTE, encoded(depositPerByte));
    }

    public void setTreasury(AccountId account) {
        state.put(TREASURY, account.toBytes());
    }

    /// The cluster's 64-byte sr25519 secret.
    public Optional<Bytes> key() {
        return state.get(KEY);
    }

    public void setKey(Bytes key) {
        state.put(KEY, key);
    }

    public Optional<AccountId> systemContract() {
        return state.get(SYSTEM_CONTRACT).map(value -> AccountId.of(value.toArray()));
    }

    public void setSystemContract(AccountId contract) {
        state.put(SYSTEM_CONTRACT, contract.toBytes());
    }

    /// The code of a SideVM program.
    public Optional<Bytes> sidevmCode(H256 hash) {
        return state.get(sidevmKey(hash)).map(value -> {
            try {
                ScaleReader in = new ScaleReader(value);
                in.readBytes(32);
                return in.readVec();
            } catch (DecodeException e) {
                throw new IllegalStateException("Pink.SidevmCodes value of " + hash + " does not decode", e);
            }
        });
    }

    public boolean sidevmCodeExists(H256 hash) {
        return state.contains(sidevmKey(hash));
    }

    public void putSidevmCode(H256 hash, AccountId owner, Bytes code) {
        ScaleWriter out = new ScaleWriter();
        out.write(owner.toBytes());
        out.writeVec(code);
        state.put(sidevmKey(hash), out.toBytes());
    }

    public long nextEventBlockNumber() {
        return state.get(NEXT_EVENT_BLOCK).map(PinkPallet::readLong).orElse(0L);
    }

    public H256 lastEventBlockHash() {
        return state.get(LAST_EVENT_BLOCK_HASH)
                .map(value -> H256.of(value.toArray()))
                .orElse(H256.ZERO);
    }

    public void setEventChainHead(long nextNumber, H256 lastHash) {
        ScaleWriter out = new ScaleWriter();
        out.writeLong(nextNumber);
        state.put(NEXT_EVENT_BLOCK, out.toBytes());
        state.put(LAST_EVENT_BLOCK_HASH, lastHash.toBytes());
    }

    /// Price of an amount of gas, held at 2^128 - 1.
    public U128 fee(long gas) {
        return U128.of(gas).saturatingMultiply(gasPrice());
    }

    /// Moves an amount to the treasury and keeps the payer alive; free of charge without a treasury.
    public void pay(AccountId user, U128 amount) throws DispatchException {
        Optional<AccountId> treasury = treasury();
        if (treasury.isPresent() && !amount.isZero() && !treasury.get().equals(user)) {
            balances.transfer(user, treasury.get(), amount, Preservation.PRESERVE);
        }
    }

    /// Moves an amount back from the treasury.
    public void refund(AccountId user, U128 amount) throws DispatchException {
        Optional<AccountId> treasury = treasury();
        if (treasury.isPresent() && !amount.isZero() && !treasury.get().equals(user)) {
            balances.transfer(treasury.get(), user, amount, Preservation.EXPENDABLE);
        }
    }

    private Optional<AccountId> treasury() {
        return state.get(TREASURY).map(value -> AccountId.of(value.toArray()));
    }

    private static Bytes sidevmKey(H256 hash) {
        return StorageKeys.twox64(SIDEVM_CODES, hash.toBytes());
    }

    private U128 number(Bytes key) {
        return state.get(key).map(PinkPallet::readU128).orElse(U128.ZERO);
    }

    private static Bytes encoded(U128 value) {
        ScaleWriter out = new ScaleWriter();
        out.writeU128(value);
        return out.toBytes();
    }

    private static U128 readU128(Bytes value) {
        try {
            return new ScaleReader(value).readU128();
        } catch (DecodeException e) {
            throw new IllegalStateException("Pink pallet number " + value + " does not decode", e);
        }
    }

    private static long readLong(Bytes value) {
        try {
            return new ScaleReader(value).readLong();
        } catch (DecodeException e) {
            throw new IllegalStateException("Pink pallet number " + value + " does not decode", e);
        }
    }
}
