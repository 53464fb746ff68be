package network.phala.pink.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.phala.pink.types.EventRecord;
import network.phala.pink.types.PinkRuntime;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.ScaleWriter;

/// The items of System and Timestamp that every session writes: they are part of the storage root.
public final class SystemItems {
    private static final Bytes NUMBER = StorageKeys.item("System", "Number");
    private static final Bytes EVENTS = StorageKeys.item("System", "Events");
    private static final Bytes EVENT_COUNT = StorageKeys.item("System", "EventCount");
    private static final Bytes EVENT_TOPICS = StorageKeys.item("System", "EventTopics");
    private static final Bytes NOW = StorageKeys.item("Timestamp", "Now");
    private static final Bytes DID_UPDATE = StorageKeys.item("Timestamp", "DidUpdate");

    private record PalletVersion(String pallet, int version) {}

    /// The version of the Contracts pallet since runtime 1.2; before it was [#EARLIER_CONTRACTS].
    private static final int CONTRACTS = 15;

    private static final int EARLIER_CONTRACTS = 9;

    private static final List<PalletVersion> STORAGE_VERSIONS = List.of(
            new PalletVersion("System", 0),
            new PalletVersion("Timestamp", 0),
            new PalletVersion("Balances", 1),
            new PalletVersion("Randomness", 0),
            new PalletVersion("Contracts", CONTRACTS),
            new PalletVersion("Pink", 0));

    private SystemItems() {}

    /// Writes what a session leaves in System and Timestamp: the clock, and its events with their count and, for each
    /// topic, where it occurs. The events of the session before go. Nothing reads these items while a session runs.
    public static void write(
            SessionState state, int blockNumber, long nowMillis, List<EventRecord> events, Bytes encodedEvents) {
        ScaleWriter now = new ScaleWriter();
        now.writeLong(nowMillis);
        state.putIfChanged(NOW, now.toBytes());
        state.putIfChanged(DID_UPDATE, Bytes.of((byte) 1));
        ScaleWriter number = new ScaleWriter();
        number.writeInt(blockNumber);
        state.putIfChanged(NUMBER, number.toBytes());
        state.removePrefix(EVENT_TOPICS);
        if (events.isEmpty()) {
            state.remove(EVENTS);
            state.remove(EVENT_COUNT);
            return;
        }
        state.put(EVENTS, encodedEvents);
        ScaleWriter count = new ScaleWriter();
        count.writeInt(events.size());
        state.putIfChanged(EVENT_COUNT, count.toBytes());
        Map<H256, List<Integer>> places = new TreeMap<>();
        for (int i = 0; i < events.size(); i++) {
            for (H256 topic : events.get(i).topics()) {
                places.computeIfAbsent(topic, _ -> new ArrayList<>()).add(i);
            }
        }
        places.forEach((topic, indices) -> {
            ScaleWriter out = new ScaleWriter();
            out.writeCompact(indices.size());
            for (int index : indices) {
                out.writeInt(blockNumber);
                out.writeInt(index);
            }
            state.put(StorageKeys.blake2(EVENT_TOPICS, topic.toBytes()), out.toBytes());
        });
    }

    /// Records the storage version of each pallet.
    public static void writeStorageVersions(SessionState state, PinkRuntime runtime) {
        for (PalletVersion entry : STORAGE_VERSIONS) {
            boolean earlier = entry.version == CONTRACTS && !runtime.atLeast(PinkRuntime.V1_2);
            int version = earlier ? EARLIER_CONTRACTS : entry.version;
            state.put(StorageKeys.item(entry.pallet, StorageKeys.STORAGE_VERSION), Bytes.of((byte) version, (byte) 0));
        }
    }
}
