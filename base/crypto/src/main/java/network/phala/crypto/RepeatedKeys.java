package network.phala.crypto;

import java.util.concurrent.atomic.AtomicReferenceArray;
import network.phala.crypto.Sr25519.PreparedKey;
import network.phala.crypto.Sr25519.PublicKey;
import org.jspecify.annotations.Nullable;

/// Public keys that verify again and again, made ready for it: senders of many transactions, sessions of many queries.
/// Each key has one place of 256 by its bytes; the last one to come has it, and its third visit prepares it. Keys
/// chosen to collide make verification as slow as it is without this, not slower. About 8 MB when full.
///
/// The answer to a signature never depends on this. Any thread.
final class RepeatedKeys {
    private static final int PLACES = 256;
    private static final int VISITS = 3;
    private static final AtomicReferenceArray<Visitor> VISITORS = new AtomicReferenceArray<>(PLACES);

    private RepeatedKeys() {}

    private record Visitor(
            PublicKey key, int visits, @Nullable PreparedKey prepared) {}

    /// The key made ready, if it comes often.
    static @Nullable PreparedKey find(PublicKey key) {
        int place = key.value().hashCode() & PLACES - 1;
        @Nullable Visitor here = VISITORS.get(place);
        if (here == null || !here.key.equals(key)) {
            VISITORS.set(place, new Visitor(key, 1, null));
            return null;
        }
        if (here.prepared == null && here.visits <= VISITS) {
            int visits = here.visits + 1;
            @Nullable PreparedKey prepared = visits == VISITS ? key.prepared().orElse(null) : null;
            VISITORS.set(place, new Visitor(key, visits, prepared));
            return prepared;
        }
        return here.prepared;
    }
}
