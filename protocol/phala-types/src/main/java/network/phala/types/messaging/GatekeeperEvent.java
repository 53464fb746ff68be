package network.phala.types.messaging;

import network.phala.primitives.Bytes32;
import network.phala.scale.Codec;
import network.phala.scale.Index;
import network.phala.scale.Name;
import network.phala.scale.Scale;
import network.phala.scale.Unnamed;
import network.phala.types.mq.Topic;

/// To the gatekeepers: their own random numbers, and economics parameters from the chain.
public sealed interface GatekeeperEvent {
    Topic TOPIC = Topic.of("phala/gatekeeper/event");

    static Codec<GatekeeperEvent> codec() {
        return Scale.of(GatekeeperEvent.class);
    }

    @Index(0)
    record NewRandomNumber(int blockNumber, Bytes32 randomNumber, Bytes32 lastRandomNumber)
            implements GatekeeperEvent {}

    @Index(1)
    @Unnamed
    record TokenomicParametersChanged(TokenomicParameters parameters) implements GatekeeperEvent {}

    /// Obsolete.
    @Index(2)
    @Name("_RepairV")
    record RepairV() implements GatekeeperEvent {}

    /// Obsolete.
    @Index(3)
    @Name("_PhalaLaunched")
    record PhalaLaunched() implements GatekeeperEvent {}

    /// Obsolete.
    @Index(4)
    @Name("_UnrespFix")
    record UnrespFix() implements GatekeeperEvent {}
}
