package network.phala.frame.system;

import java.util.List;
import network.phala.frame.dispatch.RuntimeEvent;
import network.phala.primitives.H256;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// An event and when it happened.
@TypePath(
        value = "frame_system::EventRecord",
        parameters = {"E", "T"},
        arguments = {RuntimeEvent.class, H256.class})
public record EventRecord(
        @TypeName("Phase") Phase phase,
        @TypeName("E") RuntimeEvent event,
        @TypeName("Vec<T>") List<H256> topics) {
    public EventRecord {
        topics = List.copyOf(topics);
    }
}
