package network.phala.pink.types;

import network.phala.primitives.AccountId;
import network.phala.scale.Index;

/// The events of frame_system that can occur in a cluster.
public sealed interface SystemEvent {
    @Index(3)
    record NewAccount(AccountId account) implements SystemEvent {}

    @Index(4)
    record KilledAccount(AccountId account) implements SystemEvent {}
}
