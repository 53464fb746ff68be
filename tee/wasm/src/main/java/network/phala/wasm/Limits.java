package network.phala.wasm;

import java.util.OptionalLong;

/// Size limits of a memory (in 64 KiB pages) or a table (in elements), both unsigned 32-bit.
public record Limits(long minimum, OptionalLong maximum) {
    /// The declared maximum, or `absent` when there is none.
    public long maximumOr(long absent) {
        return maximum.orElse(absent);
    }
}
