package network.phala.types.messaging;

import java.util.List;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.Codec;
import network.phala.scale.Scale;
import network.phala.types.mq.Topic;

/// The gatekeepers' account of one block: who went offline, who came back, what is settled.
public record WorkingInfoUpdateEvent(
        int blockNumber,
        long timestampMs,
        List<Sr25519Public> offline,
        List<Sr25519Public> recoveredToOnline,
        List<SettleInfo> settle) {
    public static final Topic TOPIC = Topic.of("^phala/mining/update");

    public WorkingInfoUpdateEvent {
        offline = List.copyOf(offline);
        recoveredToOnline = List.copyOf(recoveredToOnline);
        settle = List.copyOf(settle);
    }

    public static Codec<WorkingInfoUpdateEvent> codec() {
        return Scale.of(WorkingInfoUpdateEvent.class);
    }

    /// Gatekeepers send only what is not empty.
    public boolean isEmpty() {
        return offline.isEmpty() && recoveredToOnline.isEmpty() && settle.isEmpty();
    }
}
