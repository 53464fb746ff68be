package network.phala.chain;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.phala.block.Header;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;
import network.phala.storage.ChildChanges;
import network.phala.storage.KeyValueStore;
import network.phala.storage.State;
import network.phala.storage.StorageChange;
import network.phala.storage.StorageChanges;
import network.phala.storage.StorageException;
import network.phala.storage.WriteBatch;
import network.phala.trie.Trie;

/// Blocks, justifications, storage changes and the newest state on a [KeyValueStore]; one atomic batch for
/// each block, so after a crash the store holds a whole chain up to some block. Reads are thread-safe, one
/// thread writes.
///
/// | column | key | value |
/// |---|---|---|
/// | `meta` | `version`, `best`, `finalized` | format version, block numbers, u32 BE |
/// | `blocks` | `h`, `b`, `j` ‖ number u32 BE | header, body as `Vec<Bytes>`, justification |
/// | `blocks` | `n` ‖ hash | number u32 BE |
/// | `blocks` | `s` ‖ set id u64 BE | first block of that authority set, u32 BE |
/// | `changes` | number u32 BE | what the block changed |
/// | `undo` | number u32 BE | what the changed keys held before |
/// | `state` | 0 ‖ key; 1 ‖ child key length u32 BE ‖ child key ‖ key | value after the best block |
final class BlockStore {
    static final List<String> COLUMNS = List.of("meta", "blocks", "changes", "undo", "state");

    private static final int FORMAT_VERSION = 1;
    private static final Bytes VERSION_KEY = Bytes.ofUtf8("version");
    private static final Bytes BEST_KEY = Bytes.ofUtf8("best");
    private static final Bytes FINALIZED_KEY = Bytes.ofUtf8("finalized");

    private final KeyValueStore store;

    BlockStore(KeyValueStore store) {
        this.store = store;
    }

    /// The number of the best block; empty for a new store.
    Optional<Long> best() {
        Optional<Bytes> version = store.get("meta", VERSION_KEY);
        if (version.isEmpty()) {
            return Optional.empty();
        }
        long found = u32(version.get());
        if (found != FORMAT_VERSION) {
            throw new StorageException(
                    "The base path holds a database of format " + found + "; this program writes format "
                            + FORMAT_VERSION + ". Use the program that made it, or another base path");
        }
        return Optional.of(u32(present(store.get("meta", BEST_KEY), "the best block's number")));
    }

    long finalized() {
        return u32(present(store.get("meta", FINALIZED_KEY), "the finalized block's number"));
    }

    Optional<Header> header(long number) {
        return store.get("blocks", key('h', number))
                .map(bytes -> decoded("header " + number, () -> Header.decode(bytes)));
    }

    Optional<Long> number(H256 hash) {
        return store.get("blocks", Bytes.concat(Bytes.of((byte) 'n'), hash.toBytes()))
                .map(BlockStore::u32);
    }

    Optional<List<Bytes>> body(long number) {
        return store.get("blocks", key('b', number)).map(bytes -> decoded("body " + number, () -> readBody(bytes)));
    }

    private static List<Bytes> readBody(Bytes bytes) throws DecodeException {
        ScaleReader in = new ScaleReader(bytes);
        int count = in.readLength(1);
        List<Bytes> body = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            body.add(in.readVec());
        }
        return body;
    }

    Optional<Bytes> justification(long number) {
        return store.get("blocks", key('j', number));
    }

    Optional<StorageChanges> changes(long number) {
        return store.get("changes", u32(number))
                .map(bytes -> decoded("changes of block " + number, () -> StorageChangesCodec.decode(bytes)));
    }

    /// What turns the state after the block into the state before it.
    Optional<StorageChanges> undo(long number) {
        return store.get("undo", u32(number))
                .map(bytes -> decoded("undo record of block " + number, () -> StorageChangesCodec.decode(bytes)));
    }

    /// First block of each authority set, by set id.
    Map<Long, Long> setStarts() {
        Map<Long, Long> starts = new java.util.TreeMap<>();
        store.forEach("blocks", Bytes.of((byte) 's'), (key, value) -> {
            starts.put(u64(key.slice(1, 9)), u32(value));
            return true;
        });
        return starts;
    }

    /// The state after the best block.
    State state() {
        Trie[] top = {Trie.EMPTY};
        store.forEach("state", Bytes.of((byte) 0), (key, value) -> {
            top[0] = top[0].put(key.slice(1, key.size()), value);
            return true;
        });
        Trie result = top[0];
        Map<Bytes, Trie> children = new java.util.TreeMap<>();
        store.forEach("state", Bytes.of((byte) 1), (key, value) -> {
            int childEnd = 5 + (int) u32(key.slice(1, 5));
            Bytes child = key.slice(5, childEnd);
            children.merge(
                    child,
                    Trie.EMPTY.put(key.slice(childEnd, key.size()), value),
                    (old, _) -> old.put(key.slice(childEnd, key.size()), value));
            return true;
        });
        for (Map.Entry<Bytes, Trie> child : children.entrySet()) {
            result = result.putTrie(State.CHILD_PREFIX.concat(child.getKey()), child.getValue());
        }
        return new State(result);
    }

    /// Writes block 0.
    void writeGenesis(Header header, State state, long firstSetId) {
        List<StorageChange> all = new ArrayList<>();
        Iterator<Map.Entry<Bytes, Bytes>> entries = state.iterator(Bytes.EMPTY);
        while (entries.hasNext()) {
            Map.Entry<Bytes, Bytes> entry = entries.next();
            all.add(new StorageChange(entry.getKey(), entry.getValue()));
        }
        StorageChanges changes = new StorageChanges(all, List.of());
        WriteBatch batch = new WriteBatch().put("meta", VERSION_KEY, u32(FORMAT_VERSION));
        putBlock(batch, header, header.hash(), List.of());
        putFinalized(batch, 0);
        putSetStart(batch, firstSetId, 1);
        batch.put("changes", u32(0), StorageChangesCodec.encode(changes));
        putState(batch, changes);
        store.write(batch);
    }

    static void putBlock(WriteBatch batch, Header header, H256 hash, List<Bytes> body) {
        long number = header.numberUnsigned();
        ScaleWriter out = new ScaleWriter();
        out.writeCompact(body.size());
        body.forEach(out::writeVec);
        batch.put("blocks", key('h', number), header.encode())
                .put("blocks", key('b', number), out.toBytes())
                .put("blocks", Bytes.concat(Bytes.of((byte) 'n'), hash.toBytes()), u32(number))
                .put("meta", BEST_KEY, u32(number));
    }

    static void putChanges(WriteBatch batch, long number, StorageChanges changes, StorageChanges undo) {
        batch.put("changes", u32(number), StorageChangesCodec.encode(changes))
                .put("undo", u32(number), StorageChangesCodec.encode(undo));
        putState(batch, changes);
    }

    private static void putState(WriteBatch batch, StorageChanges changes) {
        for (StorageChange change : changes.main()) {
            if (!change.key().startsWith(State.CHILD_PREFIX)) {
                putOrRemove(batch, Bytes.concat(Bytes.of((byte) 0), change.key()), change);
            }
        }
        for (ChildChanges child : changes.children()) {
            Bytes prefix = Bytes.concat(Bytes.of((byte) 1), u32(child.childKey().size()), child.childKey());
            for (StorageChange change : child.changes()) {
                putOrRemove(batch, prefix.concat(change.key()), change);
            }
        }
    }

    private static void putOrRemove(WriteBatch batch, Bytes key, StorageChange change) {
        Bytes value = change.value();
        if (value == null) {
            batch.remove("state", key);
        } else {
            batch.put("state", key, value);
        }
    }

    static void putJustification(WriteBatch batch, long number, Bytes justification) {
        batch.put("blocks", key('j', number), justification);
    }

    static void putFinalized(WriteBatch batch, long number) {
        batch.put("meta", FINALIZED_KEY, u32(number));
    }

    static void putSetStart(WriteBatch batch, long setId, long firstBlock) {
        batch.put("blocks", Bytes.concat(Bytes.of((byte) 's'), u64(setId)), u32(firstBlock));
    }

    /// Forgets how to go back before a block, and with it the states before.
    static void removeChanges(WriteBatch batch, long number) {
        batch.remove("changes", u32(number)).remove("undo", u32(number));
    }

    void write(WriteBatch batch) {
        store.write(batch);
    }

    private interface Decoding<T> {
        T decode() throws DecodeException;
    }

    private static <T> T decoded(String what, Decoding<T> decoding) {
        try {
            return decoding.decode();
        } catch (DecodeException e) {
            throw damaged(what, e);
        }
    }

    static StorageException damaged(String what, Object problem) {
        return new StorageException("The base path is damaged: " + what + " cannot be read (" + problem
                + "). Restore it from a copy, or start on another base path");
    }

    private static <T> T present(Optional<T> value, String what) {
        return value.orElseThrow(() -> damaged(what, "it is missing"));
    }

    private static Bytes key(char kind, long number) {
        return Bytes.concat(Bytes.of((byte) kind), u32(number));
    }

    private static Bytes u32(long number) {
        return Bytes.of((byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number);
    }

    private static long u32(Bytes bytes) {
        if (bytes.size() != 4) {
            throw damaged("a number", bytes.size() + " bytes instead of 4");
        }
        return (long) bytes.unsigned(0) << 24 | bytes.unsigned(1) << 16 | bytes.unsigned(2) << 8 | bytes.unsigned(3);
    }

    private static Bytes u64(long number) {
        return u32(number >>> 32).concat(u32(number));
    }

    private static long u64(Bytes bytes) {
        return u32(bytes.slice(0, 4)) << 32 | u32(bytes.slice(4, 8));
    }
}
