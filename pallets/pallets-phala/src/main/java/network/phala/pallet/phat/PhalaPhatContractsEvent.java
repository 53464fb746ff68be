package network.phala.pallet.phat;

import network.phala.primitives.AccountId;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// What [PhalaPhatContracts] tells.
@TypePath(value = "phala_pallets::phat::pallet::Event", parameters = "T", arguments = Void.class)
public sealed interface PhalaPhatContractsEvent {
    /// A cluster was made; its key is not there yet.
    @Index(0)
    record ClusterCreated(
            @TypeName("ContractClusterId") H256 cluster,
            @TypeName("ContractId") H256 systemContract) implements PhalaPhatContractsEvent {}

    /// The gatekeepers made the cluster's key.
    @Index(1)
    record ClusterPubkeyAvailable(
            @TypeName("ContractClusterId") H256 cluster,
            @TypeName("ClusterPublicKey") Sr25519Public pubkey) implements PhalaPhatContractsEvent {}

    /// A worker joined its cluster.
    @Index(2)
    record ClusterDeployed(
            @TypeName("ContractClusterId") H256 cluster,
            @TypeName("ClusterPublicKey") Sr25519Public pubkey,
            @TypeName("WorkerPublicKey") Sr25519Public worker)
            implements PhalaPhatContractsEvent {}

    /// A worker could not join its cluster.
    @Index(3)
    record ClusterDeploymentFailed(
            @TypeName("ContractClusterId") H256 cluster,
            @TypeName("WorkerPublicKey") Sr25519Public worker) implements PhalaPhatContractsEvent {}

    /// A contract was sent to the workers.
    @Index(4)
    record Instantiating(
            @TypeName("ContractId") H256 contract,
            @TypeName("ContractClusterId") H256 cluster,
            @TypeName("T::AccountId") AccountId deployer)
            implements PhalaPhatContractsEvent {}

    /// The contract has a key.
    @Index(5)
    record ContractPubkeyAvailable(
            @TypeName("ContractId") H256 contract,
            @TypeName("ContractClusterId") H256 cluster,
            @TypeName("ContractPublicKey") Sr25519Public pubkey)
            implements PhalaPhatContractsEvent {}

    /// The contract exists.
    @Index(6)
    record Instantiated(
            @TypeName("ContractId") H256 contract,
            @TypeName("ContractClusterId") H256 cluster,
            @TypeName("H256") H256 deployer)
            implements PhalaPhatContractsEvent {}

    /// A cluster was ended.
    @Index(7)
    record ClusterDestroyed(@TypeName("ContractClusterId") H256 cluster) implements PhalaPhatContractsEvent {}

    /// Money went into a cluster.
    @Index(8)
    record Transfered(
            @TypeName("ContractClusterId") H256 cluster,
            @TypeName("H256") H256 account,
            @TypeName("BalanceOf<T>") U128 amount)
            implements PhalaPhatContractsEvent {}

    /// A worker was added later.
    @Index(9)
    record WorkerAddedToCluster(
            @TypeName("WorkerPublicKey") Sr25519Public worker,
            @TypeName("ContractClusterId") H256 cluster) implements PhalaPhatContractsEvent {}

    /// A worker was taken out.
    @Index(10)
    record WorkerRemovedFromCluster(
            @TypeName("WorkerPublicKey") Sr25519Public worker,
            @TypeName("ContractClusterId") H256 cluster) implements PhalaPhatContractsEvent {}
}
