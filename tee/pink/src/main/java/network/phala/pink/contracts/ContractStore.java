package network.phala.pink.contracts;

import java.util.Optional;
import network.phala.pink.state.SessionState;
import network.phala.pink.state.StorageKeys;
import network.phala.pink.types.ContractError;
import network.phala.pink.types.DispatchException;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;

/// The storage items of the Contracts pallet.
final class ContractStore {
    private static final Bytes PRISTINE_CODE = StorageKeys.item("Contracts", "PristineCode");
    private static final Bytes CODE_INFO = StorageKeys.item("Contracts", "CodeInfoOf");
    private static final Bytes NONCE = StorageKeys.item("Contracts", "Nonce");
    private static final Bytes CONTRACT_INFO = StorageKeys.item("Contracts", "ContractInfoOf");
    private static final Bytes DELETION_QUEUE = StorageKeys.item("Contracts", "DeletionQueue");
    private static final Bytes DELETION_COUNTER = StorageKeys.item("Contracts", "DeletionQueueCounter");

    private final SessionState state;

    ContractStore(SessionState state) {
        this.state = state;
    }

    static Bytes codeInfoKey(H256 hash) {
        return Bytes.concat(CODE_INFO, hash.toBytes());
    }

    Optional<CodeInfo> codeInfo(H256 hash) {
        return state.get(codeInfoKey(hash)).map(CodeInfo::decode);
    }

    void putCodeInfo(H256 hash, CodeInfo info) {
        state.put(codeInfoKey(hash), info.encode());
    }

    Optional<Bytes> code(H256 hash) {
        return state.get(Bytes.concat(PRISTINE_CODE, hash.toBytes())).map(ContractStore::readVec);
    }

    void putCode(H256 hash, Bytes code) {
        ScaleWriter out = new ScaleWriter();
        out.writeVec(code);
        state.put(Bytes.concat(PRISTINE_CODE, hash.toBytes()), out.toBytes());
    }

    void incrementRefcount(H256 hash) throws DispatchException {
        CodeInfo info = codeInfo(hash).orElseThrow(ContractError.CODE_NOT_FOUND::raise);
        putCodeInfo(hash, info.withRefcount(info.refcount() + 1));
    }

    void decrementRefcount(H256 hash) {
        codeInfo(hash).ifPresent(info -> putCodeInfo(hash, info.withRefcount(Math.max(info.refcount() - 1, 0))));
    }

    Optional<ContractInfo> contract(AccountId account) {
        return state.get(contractKey(account)).map(ContractInfo::decode);
    }

    boolean isContract(AccountId account) {
        return state.contains(contractKey(account));
    }

    void putContract(AccountId account, ContractInfo info) {
        state.putIfChanged(contractKey(account), info.encode());
    }

    void removeContract(AccountId account) {
        state.remove(contractKey(account));
    }

    private static Bytes contractKey(AccountId account) {
        return StorageKeys.twox64(CONTRACT_INFO, account.toBytes());
    }

    /// How many contracts were instantiated.
    long nonce() {
        Optional<Bytes> stored = state.get(NONCE);
        if (stored.isEmpty()) {
            return 0;
        }
        try {
            return new ScaleReader(stored.get()).readLong();
        } catch (DecodeException e) {
            throw new IllegalStateException("Contracts.Nonce does not decode", e);
        }
    }

    void setNonce(long nonce) {
        ScaleWriter out = new ScaleWriter();
        out.writeLong(nonce);
        state.put(NONCE, out.toBytes());
    }

    /// First and one past the last entry of the deletion queue.
    private record DeletionCounter(int insert, int delete) {}

    private DeletionCounter deletionCounter() {
        Optional<Bytes> stored = state.get(DELETION_COUNTER);
        if (stored.isEmpty()) {
            return new DeletionCounter(0, 0);
        }
        try {
            ScaleReader in = new ScaleReader(stored.get());
            return new DeletionCounter(in.readInt(), in.readInt());
        } catch (DecodeException e) {
            throw new IllegalStateException("Contracts.DeletionQueueCounter does not decode", e);
        }
    }

    private void setDeletionCounter(DeletionCounter counter) {
        ScaleWriter out = new ScaleWriter();
        out.writeInt(counter.insert);
        out.writeInt(counter.delete);
        state.put(DELETION_COUNTER, out.toBytes());
    }

    private static Bytes deletionKey(int index) {
        ScaleWriter out = new ScaleWriter();
        out.writeInt(index);
        return StorageKeys.twox64(DELETION_QUEUE, out.toBytes());
    }

    /// A terminated contract's storage waits here until [#deleteQueued].
    void queueForDeletion(Bytes trieId) {
        DeletionCounter counter = deletionCounter();
        ScaleWriter out = new ScaleWriter();
        out.writeVec(trieId);
        state.put(deletionKey(counter.insert), out.toBytes());
        setDeletionCounter(new DeletionCounter(counter.insert + 1, counter.delete));
    }

    /// Frees the storage of all terminated contracts. Phala gives this an unlimited weight, so nothing stays behind.
    void deleteQueued() {
        DeletionCounter counter = deletionCounter();
        while (counter.insert != counter.delete) {
            Bytes key = deletionKey(counter.delete);
            Optional<Bytes> entry = state.get(key);
            if (entry.isEmpty()) {
                return;
            }
            state.childKill(readVec(entry.get()));
            state.remove(key);
            counter = new DeletionCounter(counter.insert, counter.delete + 1);
            setDeletionCounter(counter);
        }
    }

    private static Bytes readVec(Bytes value) {
        try {
            return new ScaleReader(value).readVec();
        } catch (DecodeException e) {
            throw new IllegalStateException("A byte vector of the Contracts pallet does not decode", e);
        }
    }
}
