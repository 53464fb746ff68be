package network.phala.pink.types;

import network.phala.primitives.Bytes;
import network.phala.scale.Index;

/// A change of the emitting contract's local cache.
public sealed interface CacheOp {
    @Index(0)
    record Set(Bytes key, Bytes value) implements CacheOp {}

    /// Seconds from now; 0 deletes at once.
    @Index(1)
    record SetExpiration(Bytes key, long expiration) implements CacheOp {}

    @Index(2)
    record Remove(Bytes key) implements CacheOp {}
}
