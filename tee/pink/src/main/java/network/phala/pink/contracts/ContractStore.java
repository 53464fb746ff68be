package network.phala.pink.contracts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.phala.pink.state.SessionState;
import network.phala.pink.state.StorageKeys;
import network.phala.pink.types.ContractError;
import network.phala.pink.types.DispatchError;
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
    private static final Bytes OWNER_INFO = StorageKeys.item("Contracts", "OwnerInfoOf");
    private static final Bytes CODE_STORAGE = StorageKeys.item("Contracts", "CodeStorage");
    private static final Bytes NONCE = StorageKeys.item("Contracts", "Nonce");
    private static final Bytes CONTRACT_INFO = StorageKeys.item("Contracts", "ContractInfoOf");
    private static final Bytes DELETION_QUEUE = StorageKeys.item("Contracts", "DeletionQueue");
    private static final Bytes DELETION_COUNTER = StorageKeys.item("Contracts", "DeletionQueueCounter");

    private static final int MAX_QUEUED = 1024;
    /// Number of an error that only runtime 1.0 has.
    private static final int QUEUE_FULL = 18;

    private final SessionState state;

    ContractStore(SessionState state) {
        this.state = state;
    }

    static Bytes ownerInfoKey(H256 hash) {
        return Bytes.concat(OWNER_INFO, hash.toBytes());
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

    // ----- code before runtime 1.2 -----

    Optional<OwnerInfo> ownerInfo(H256 hash) {
        return state.get(ownerInfoKey(hash)).map(OwnerInfo::decode);
    }

    void putOwnerInfo(H256 hash, OwnerInfo info) {
        state.put(ownerInfoKey(hash), info.encode());
    }

    Optional<PrefabModule> module(H256 hash) {
        return state.get(Bytes.concat(CODE_STORAGE, hash.toBytes())).map(PrefabModule::decode);
    }

    void putModule(H256 hash, PrefabModule module) {
        state.put(Bytes.concat(CODE_STORAGE, hash.toBytes()), module.encode());
    }

    void removeModule(H256 hash) {
        state.remove(Bytes.concat(CODE_STORAGE, hash.toBytes()));
    }

    // ----- everything, for migrations, in the order of the keys -----

    List<Map.Entry<Bytes, Bytes>> ownerInfos() {
        return state.entries(OWNER_INFO);
    }

    List<Map.Entry<Bytes, Bytes>> codeInfos() {
        return state.entries(CODE_INFO);
    }

    List<Map.Entry<Bytes, Bytes>> contracts() {
        return state.entries(CONTRACT_INFO);
    }

    // ----- contracts -----

    Optional<ContractInfo> contract(AccountId account) {
        return state.get(contractKey(account)).map(ContractInfo::decode);
    }

    /// The code hash of a contract as 1.2 reads it.
    Optional<H256> codeHashAsNow(AccountId account) {
        return state.get(contractKey(account)).flatMap(ContractInfo::codeHashAsNow);
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
        return read(NONCE, "Nonce", ScaleReader::readLong).orElse(0L);
    }

    void setNonce(long nonce) {
        ScaleWriter out = new ScaleWriter();
        out.writeLong(nonce);
        state.put(NONCE, out.toBytes());
    }

    /// First and one past the last entry of the deletion queue.
    private record DeletionCounter(int insert, int delete) {}

    private DeletionCounter deletionCounter() {
        return read(DELETION_COUNTER, "DeletionQueueCounter", in -> new DeletionCounter(in.readInt(), in.readInt()))
                .orElse(new DeletionCounter(0, 0));
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

    /// The queue of runtime 1.0: the trie ids in one value. Nothing ever empties it there.
    void queueBounded(Bytes trieId) throws DispatchException {
        List<Bytes> queue = new ArrayList<>(boundedQueue());
        if (queue.size() >= MAX_QUEUED) {
            throw new DispatchError.Module(ContractError.PALLET, QUEUE_FULL, "DeletionQueueFull").raise();
        }
        queue.add(trieId);
        ScaleWriter out = new ScaleWriter();
        out.writeCompact(queue.size());
        queue.forEach(out::writeVec);
        state.put(DELETION_QUEUE, out.toBytes());
    }

    /// What runtime 1.0 left in its queue.
    List<Bytes> boundedQueue() {
        return read(DELETION_QUEUE, "DeletionQueue", in -> {
                    int count = in.readLength(1);
                    List<Bytes> queue = new ArrayList<>(count);
                    for (int i = 0; i < count; i++) {
                        queue.add(in.readVec());
                    }
                    return queue;
                })
                .orElse(List.of());
    }

    void removeBoundedQueue() {
        state.remove(DELETION_QUEUE);
    }

    /// Begins the queue anew with these.
    void restartQueue(List<Bytes> trieIds) {
        setDeletionCounter(new DeletionCounter(0, 0));
        trieIds.forEach(this::queueForDeletion);
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

    private interface Reading<T> {
        T from(ScaleReader in) throws DecodeException;
    }

    private <T> Optional<T> read(Bytes key, String item, Reading<T> reading) {
        Optional<Bytes> stored = state.get(key);
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(reading.from(new ScaleReader(stored.get())));
        } catch (DecodeException e) {
            throw new IllegalStateException("Contracts." + item + " does not decode", e);
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
