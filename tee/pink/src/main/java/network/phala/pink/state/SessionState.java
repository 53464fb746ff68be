package network.phala.pink.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.phala.pink.types.ContractsEvent;
import network.phala.pink.types.EventRecord;
import network.phala.pink.types.RuntimeEvent;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.storage.State;
import network.phala.trie.Trie;

/// The storage of one running session and the events it has deposited so far.
///
/// The storage is an immutable trie, so a checkpoint is a reference and a rollback an assignment. Not thread-safe.
public final class SessionState {
    private Trie top;
    private final List<EventRecord> events = new ArrayList<>();
    private final boolean eventsEnabled;
    private int rollbacks;
    private final Growth growth = new Growth();
    private final UnpaidWork unpaidWork = new UnpaidWork();

    /// The child trie that was used last. Its changes reach the top trie when another one is opened, at a checkpoint
    /// and at the end: a contract writes many items, and its place in the top trie is written once.
    private Open open = new Open(Bytes.EMPTY, Trie.EMPTY);

    private boolean openChanged;

    private record Open(Bytes trieId, Trie trie) {}

    /// A session on `start`. Events are dropped at block 0, as frame_system does.
    public SessionState(State start, int blockNumber) {
        this.top = start.top();
        this.eventsEnabled = blockNumber != 0;
    }

    /// A moment to return to.
    public static final class Checkpoint {
        private final Trie top;
        private final int events;
        private final Growth growth;

        private Checkpoint(Trie top, int events, Growth growth) {
            this.top = top;
            this.events = events;
            this.growth = growth.copy();
        }
    }

    public Checkpoint checkpoint() {
        writeOpen();
        return new Checkpoint(top, events.size(), growth);
    }

    /// Undoes every write and event since the checkpoint.
    public void rollback(Checkpoint to) {
        openChanged = false;
        open = new Open(Bytes.EMPTY, Trie.EMPTY);
        top = to.top;
        events.subList(to.events, events.size()).clear();
        growth.set(to.growth);
        rollbacks++;
    }

    /// How often something was undone: what was remembered from before may be stale.
    int rollbacks() {
        return rollbacks;
    }

    public Optional<Bytes> get(Bytes key) {
        return top.get(key);
    }

    public boolean contains(Bytes key) {
        return top.contains(key);
    }

    public void put(Bytes key, Bytes value) {
        top = top.put(key, value);
    }

    /// As [#put], for a value that often is what already stands there: then nothing is copied or hashed again.
    public void putIfChanged(Bytes key, Bytes value) {
        if (!top.get(key).equals(Optional.of(value))) {
            top = top.put(key, value);
        }
    }

    public void remove(Bytes key) {
        top = top.remove(key);
    }

    public void removePrefix(Bytes prefix) {
        top = top.clearPrefix(prefix);
    }

    /// All entries of the top trie whose key starts so, in the order of their keys, as they are now.
    public List<Map.Entry<Bytes, Bytes>> entries(Bytes prefix) {
        List<Map.Entry<Bytes, Bytes>> found = new ArrayList<>();
        top.iterator(prefix).forEachRemaining(found::add);
        return found;
    }

    public Optional<Bytes> childGet(Bytes trieId, Bytes key) {
        return child(trieId).get(key);
    }

    public void childPut(Bytes trieId, Bytes key, Bytes value) {
        setChild(trieId, child(trieId).put(key, value));
    }

    public void childRemove(Bytes trieId, Bytes key) {
        setChild(trieId, child(trieId).remove(key));
    }

    /// Removes a child trie whole.
    public void childKill(Bytes trieId) {
        setChild(trieId, Trie.EMPTY);
    }

    private Trie child(Bytes trieId) {
        if (!open.trieId.equals(trieId)) {
            writeOpen();
            open = new Open(trieId, top.getTrie(childKey(trieId)).orElse(Trie.EMPTY));
        }
        return open.trie;
    }

    /// To be called with the result of a change to [#child].
    private void setChild(Bytes trieId, Trie trie) {
        openChanged |= child(trieId) != trie;
        open = new Open(trieId, trie);
    }

    private void writeOpen() {
        if (openChanged) {
            top = top.putTrie(childKey(open.trieId), open.trie);
            openChanged = false;
        }
    }

    /// What the session has added so far.
    public Growth growth() {
        return growth;
    }

    /// What was done so far that no gas was taken for.
    public UnpaidWork unpaidWork() {
        return unpaidWork;
    }

    public void deposit(RuntimeEvent event, H256... topics) {
        deposit(event, List.of(topics));
    }

    public void deposit(RuntimeEvent event, List<H256> topics) {
        if (eventsEnabled) {
            events.add(new EventRecord(event, topics));
        }
    }

    public void deposit(ContractsEvent event, H256... topics) {
        deposit(new RuntimeEvent.Contracts(event), topics);
    }

    /// The topic of an account: BLAKE2b-256 of its 32 bytes.
    public static H256 topic(AccountId account) {
        return topic(account.toBytes());
    }

    /// The topic that bytes make: their BLAKE2b-256.
    public static H256 topic(Bytes bytes) {
        return H256.of(RepeatedHashes.blake2b256(bytes).toArray());
    }

    public List<EventRecord> events() {
        return List.copyOf(events);
    }

    public State state() {
        writeOpen();
        return new State(top);
    }

    private static Bytes childKey(Bytes trieId) {
        return Bytes.concat(State.CHILD_PREFIX, trieId);
    }
}
