package network.phala.sidevm.message;

import java.util.List;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.scale.Codec;
import network.phala.scale.Index;
import network.phala.scale.Scale;
import network.phala.scale.Unnamed;

/// What the worker tells the cluster's log server.
public sealed interface SystemMessage {
    static Codec<SystemMessage> codec() {
        return Scale.of(SystemMessage.class);
    }

    /// A contract logged something.
    @Index(0)
    record PinkLog(
            int blockNumber,
            Bytes32 contract,
            Bytes32 entry,
            String execMode,
            long timestampMs,
            byte level,
            String message)
            implements SystemMessage {}

    /// A contract emitted an event.
    @Index(1)
    record PinkEvent(int blockNumber, Bytes32 contract, List<Bytes32> topics, Bytes payload) implements SystemMessage {
        public PinkEvent {
            topics = List.copyOf(topics);
        }
    }

    /// A command ended with this output.
    @Index(2)
    record PinkMessageOutput(int blockNumber, Bytes32 origin, Bytes32 contract, Bytes nonce, Bytes output)
            implements SystemMessage {}

    /// Something to count.
    @Index(3)
    @Unnamed
    record OfMetric(Metric metric) implements SystemMessage {}

    /// What is counted.
    sealed interface Metric {
        /// A query came in; eight bytes that tell askers apart but not who they are.
        @Index(0)
        @Unnamed
        record PinkQueryIn(@network.phala.scale.Fixed(8) Bytes asker) implements Metric {}
    }
}
