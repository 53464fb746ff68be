package network.phala.types;

import java.util.List;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// Where a worker can be reached.
@TypePath("phala_types::VersionedWorkerEndpoints")
public sealed interface VersionedWorkerEndpoints {
    /// URLs, most preferred first.
    @Unnamed
    record V1(@TypeName("Vec<String>") List<String> urls) implements VersionedWorkerEndpoints {
        public V1 {
            urls = List.copyOf(urls);
        }
    }
}
