package network.phala.pink;

import java.util.Optional;
import network.phala.pink.types.EventBlock;
import network.phala.pink.types.SideEffects;

/// What an operation gives: the cluster after it, the result, what to do outside, and the event block of a transaction
/// with public events. Whoever asked decides whether to keep the cluster.
public record Outcome<T>(Cluster cluster, T result, SideEffects effects, Optional<EventBlock> eventBlock) {}
