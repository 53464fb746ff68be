package network.phala.pink.types;

import java.util.ArrayList;
import java.util.List;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.Codec;
import network.phala.scale.Scale;
import network.phala.scale.ScaleWriter;

/// An event with its topics. On the wire the phase stands first, always `Initialization` (2) in a cluster.
public record EventRecord(RuntimeEvent event, List<H256> topics) {
    private static final int PHASE_INITIALIZATION = 2;
    /// A buffer that doubles as it grows would take three times as much as a transaction's events at most do.
    private static final int PIECE_BYTES = 1 << 20;

    private static final Codec<RuntimeEvent> EVENT = Scale.of(RuntimeEvent.class);

    public EventRecord {
        topics = List.copyOf(topics);
    }

    /// @param runtime the release whose events these are; those before 1.2 say less in some
    public void encode(ScaleWriter out, PinkRuntime runtime) {
        out.writeByte(PHASE_INITIALIZATION);
        if (runtime.atLeast(PinkRuntime.V1_2)) {
            EVENT.encode(event, out);
        } else {
            EarlierEvents.encode(event, out, runtime);
        }
        out.writeCompact(topics.size());
        for (H256 topic : topics) {
            out.write(topic.toBytes());
        }
    }

    /// `Vec<EventRecord>`.
    public static Bytes encodeAll(List<EventRecord> events, PinkRuntime runtime) {
        List<Bytes> pieces = new ArrayList<>();
        ScaleWriter out = new ScaleWriter();
        out.writeCompact(events.size());
        for (EventRecord event : events) {
            event.encode(out, runtime);
            if (out.size() >= PIECE_BYTES) {
                pieces.add(out.toBytes());
                out = new ScaleWriter();
            }
        }
        Bytes last = out.toBytes();
        if (pieces.isEmpty()) {
            return last;
        }
        pieces.add(last);
        return Bytes.concat(pieces.toArray(Bytes[]::new));
    }
}
