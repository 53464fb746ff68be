package network.phala.pruntime.chain;

import java.util.List;
import network.phala.lightclient.LightClient;
import network.phala.lightclient.SyncException;
import network.phala.primitives.H256;
import network.phala.storage.ChildChanges;
import network.phala.storage.State;
import network.phala.storage.StorageChange;
import network.phala.storage.StorageChanges;
import network.phala.types.sync.BlockHeaderWithChanges;
import network.phala.types.sync.GenesisBlockInfo;
import network.phala.types.sync.HeaderToSync;

/// The chain as far as it is proven: finalized headers, and the storage behind them. For the writer thread.
///
/// A block's changes count only when they lead to the state root of its finalized header; a refused block leaves no
/// trace.
public final class ChainSync {
    private final LightClient client;
    private ChainStorage storage;

    private ChainSync(LightClient client, ChainStorage storage) {
        this.client = client;
        this.storage = storage;
    }

    /// Begins at genesis.
    ///
    /// @throws SyncException when the authorities are not proven
    public static ChainSync start(GenesisBlockInfo genesis, State genesisState) throws SyncException {
        return new ChainSync(LightClient.start(genesis), new ChainStorage(genesisState));
    }

    public static ChainSync restore(LightClient.State client, State state) {
        return new ChainSync(LightClient.restore(client), new ChainStorage(state));
    }

    public LightClient.State clientState() {
        return client.state();
    }

    public ChainStorage storage() {
        return storage;
    }

    public H256 genesisHash() {
        return client.genesisHash();
    }

    public int headerNext() {
        return client.headerNext();
    }

    public int blockNext() {
        return client.blockNext();
    }

    public boolean isStateValidated() {
        return client.isStateValidated();
    }

    /// Takes headers up to one with a justification; gives the last number known.
    public int syncHeaders(List<HeaderToSync> headers) throws SyncException {
        return client.syncHeaders(headers);
    }

    /// Takes the changes of the next block; gives the storage after it.
    public ChainStorage applyBlock(BlockHeaderWithChanges block) throws SyncException {
        int number = block.blockHeader().number();
        client.ensureBlockWanted(number);
        State next = storage.state().apply(changes(block.storageChanges()));
        client.acceptBlock(number, storage.root(), next.root());
        storage = new ChainStorage(next);
        return storage;
    }

    private static StorageChanges changes(BlockHeaderWithChanges.Changes wire) {
        List<ChildChanges> children = wire.childStorageChanges().stream()
                .map(child -> new ChildChanges(child.childKey(), changes(child.changes())))
                .toList();
        return new StorageChanges(changes(wire.mainStorageChanges()), children);
    }

    private static List<StorageChange> changes(List<BlockHeaderWithChanges.Change> wire) {
        return wire.stream()
                .map(change -> new StorageChange(change.key(), change.value().orElse(null)))
                .toList();
    }

    /// Replaces the storage by that of a later block, which the first block dispatched then proves.
    public void loadState(int block, State state) throws SyncException {
        client.noteStateLoaded(block);
        storage = new ChainStorage(state);
    }
}
