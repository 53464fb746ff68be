package network.phala.pruntime.cluster;

import java.util.Optional;
import network.phala.crypto.Sr25519;
import network.phala.pruntime.system.BlockContext;
import network.phala.types.contract.ClusterOperation;
import network.phala.types.contract.ContractOperation;
import network.phala.types.contract.WorkerClusterReport;
import network.phala.types.mq.Message;

/// What the worker does for the cluster it hosts, message by message.
public interface ClusterHost {
    /// Makes the cluster with its opened key; without a key, or when it cannot be made, the report says so.
    WorkerClusterReport deploy(
            ClusterOperation.DispatchKeys keys, Optional<Sr25519.Pair> clusterKey, BlockContext block);

    void operate(ClusterOperation operation, BlockContext block);

    void operate(ContractOperation operation, BlockContext block);

    /// A message to some other topic; those of our contracts are executed.
    void command(Message message, BlockContext block);

    /// After each message.
    void onIdle(BlockContext block);

    /// After the last message of a block.
    void finishBlock(BlockContext block);

    int clusterCount();

    int contractCount();
}
