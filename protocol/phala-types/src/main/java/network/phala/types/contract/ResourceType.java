package network.phala.types.contract;

import network.phala.scale.TypePath;

/// What is uploaded to a cluster.
@TypePath("phala_types::contract::messaging::ResourceType")
public enum ResourceType {
    INK_CODE,
    SIDEVM_CODE,
    INDETERMINISTIC_INK_CODE
}
