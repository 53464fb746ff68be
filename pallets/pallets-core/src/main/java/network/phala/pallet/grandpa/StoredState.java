package network.phala.pallet.grandpa;

import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// Whether the authorities vote.
@TypePath(
        value = "pallet_grandpa::StoredState",
        parameters = {"N"},
        arguments = {int.class})
public sealed interface StoredState {
    StoredState LIVE = new Live();

    record Live() implements StoredState {}

    record PendingPause(
            @TypeName("N") int scheduledAt, @TypeName("N") int delay) implements StoredState {}

    record Paused() implements StoredState {}

    record PendingResume(
            @TypeName("N") int scheduledAt, @TypeName("N") int delay) implements StoredState {}
}
