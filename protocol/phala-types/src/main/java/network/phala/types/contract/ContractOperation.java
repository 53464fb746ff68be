package network.phala.types.contract;

import java.util.Optional;
import network.phala.primitives.U128;
import network.phala.scale.Codec;
import network.phala.scale.Index;
import network.phala.scale.Scale;
import network.phala.types.mq.Topic;

/// From the contracts pallet to the workers of a cluster.
public sealed interface ContractOperation {
    Topic TOPIC = Topic.of("phala/contract/op");

    static Codec<ContractOperation> codec() {
        return Scale.of(ContractOperation.class);
    }

    @Index(0)
    record InstantiateCode(ContractInfo contractInfo, U128 transfer, long gasLimit, Optional<U128> storageDepositLimit)
            implements ContractOperation {}
}
