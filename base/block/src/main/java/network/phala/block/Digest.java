package network.phala.block;

import java.util.List;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// What the consensus engines and the runtime note in a header, in order.
@TypePath("sp_runtime::generic::digest::Digest")
public record Digest(@TypeName("Vec<DigestItem>") List<DigestItem> logs) {
    public static final Digest EMPTY = new Digest(List.of());

    public Digest {
        logs = List.copyOf(logs);
    }
}
