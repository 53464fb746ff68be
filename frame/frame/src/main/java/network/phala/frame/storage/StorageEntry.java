package network.phala.frame.storage;

import java.util.List;
import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.scale.TypeRef;

/// What metadata says of a storage item. A plain value has no hashers and no key.
///
/// @param optional absent values are `None`; otherwise the fallback stands in
/// @param fallback the encoded value that metadata shows as the default
public record StorageEntry(
        String name, boolean optional, List<Hasher> hashers, Optional<TypeRef> key, TypeRef value, Bytes fallback) {
    public StorageEntry {
        hashers = List.copyOf(hashers);
    }
}
