package network.phala.types.contract;

import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.Codec;
import network.phala.scale.Index;
import network.phala.scale.Scale;
import network.phala.types.mq.Topic;

/// From a cluster's workers to the contracts pallet.
public sealed interface ContractRegistryEvent {
    Topic TOPIC = Topic.of("^phala/registry/contract");

    static Codec<ContractRegistryEvent> codec() {
        return Scale.of(ContractRegistryEvent.class);
    }

    /// The contract exists and has this key.
    @Index(0)
    record PubkeyAvailable(H256 contract, Sr25519Public pubkey, H256 deployer) implements ContractRegistryEvent {}
}
