package network.phala.frame;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.phala.primitives.Bytes;

/// What the block author tells the runtime: values by eight-byte identifiers (`timstap0`).
public record InherentData(Map<Bytes, Bytes> values) {
    /// Timestamp: u64 milliseconds.
    public static final Bytes TIMESTAMP = Bytes.ofUtf8("timstap0");

    public InherentData {
        values = java.util.Collections.unmodifiableMap(new TreeMap<>(values));
    }

    public Optional<Bytes> get(Bytes identifier) {
        return Optional.ofNullable(values.get(identifier));
    }
}
