package network.phala.types.contract;

import network.phala.primitives.H256;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// Which code a contract runs.
@TypePath(value = "phala_types::contract::CodeIndex", parameters = "CodeHash", arguments = H256.class)
public sealed interface CodeIndex {
    @Unnamed
    record WasmCode(@TypeName("CodeHash") H256 hash) implements CodeIndex {}
}
