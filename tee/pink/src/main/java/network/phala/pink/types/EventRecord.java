package network.phala.pink.types;

import java.util.List;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.Codec;
import network.phala.scale.Scale;
import network.phala.scale.ScaleWriter;

/// An event with its topics. On the wire the phase stands first, always `Initialization` (2) in a cluster.
public record EventRecord(RuntimeEvent event, List<H256> topics) {
    private static final int PHASE_INITIALIZATION = 2;
    private static final Codec<RuntimeEvent> EVENT = Scale.of(RuntimeEvent.class);

    public EventRecord {
        topics = List.copyOf(topics);
    }

    public void encode(ScaleWriter out) {
        out.writeByte(PHASE_INITIALIZATION);
        EVENT.encode(event, out);
        out.writeCompact(topics.size());
        for (H256 topic : topics) {
            out.write(topic.toBytes());
        }
    }

    /// `Vec<EventRecord>`.
    public static Bytes encodeAll(List<EventRecord> events) {
        ScaleWriter out = new ScaleWriter();
        out.writeCompact(events.size());
        for (EventRecord event : events) {
            event.encode(out);
        }
        return out.toBytes();
    }
}
