package network.phala.pallet.phat;

import java.util.List;
import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.scale.Bounded;
import network.phala.scale.Index;
import network.phala.scale.SnakeCaseVariants;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.types.contract.ClusterPermission;
import network.phala.types.contract.CodeIndex;
import network.phala.types.contract.PinkVersion;
import network.phala.types.contract.ResourceType;

/// The calls of [PhalaPhatContracts]. "Governance" is root or more than half of the council.
@TypePath(value = "phala_pallets::phat::pallet::Call", parameters = "T", arguments = Void.class)
@SnakeCaseVariants
public sealed interface PhalaPhatContractsCall {
    /// Makes a cluster of workers; the owner pays the deposit.
    ///
    /// **Origin** governance. **Errors** [PhalaPhatContractsError#NO_WORKER_SPECIFIED],
    /// [PhalaPhatContractsError#WORKER_NOT_FOUND], [PhalaPhatContractsError#WORKER_IS_BUSY],
    /// [PhalaPhatContractsError#NO_PINK_SYSTEM_CODE]. **Events** [PhalaPhatContractsEvent.ClusterCreated].
    @Index(0)
    record AddCluster(
            @TypeName("T::AccountId") AccountId owner,
            @TypeName("ClusterPermission<T::AccountId>") ClusterPermission permission,
            @TypeName("Vec<WorkerPublicKey>") List<Sr25519Public> deployWorkers,
            @TypeName("BalanceOf<T>") U128 deposit,
            @TypeName("BalanceOf<T>") U128 gasPrice,
            @TypeName("BalanceOf<T>") U128 depositPerItem,
            @TypeName("BalanceOf<T>") U128 depositPerByte,
            @TypeName("AccountId32") AccountId treasuryAccount)
            implements PhalaPhatContractsCall {
        public AddCluster {
            deployWorkers = List.copyOf(deployWorkers);
        }
    }

    /// Sends code to a cluster's workers.
    ///
    /// **Origin** signed. **Errors** [PhalaPhatContractsError#PAYLOAD_TOO_LARGE],
    /// [PhalaPhatContractsError#CLUSTER_NOT_FOUND], [PhalaPhatContractsError#CLUSTER_PERMISSION_DENIED].
    @Index(1)
    record ClusterUploadResource(
            @TypeName("ContractClusterId") H256 clusterId,
            @TypeName("ResourceType") ResourceType resourceType,
            @TypeName("Vec<u8>") Bytes resourceData)
            implements PhalaPhatContractsCall {}

    /// Moves money of the signer to an account inside a cluster. Whether the cluster exists is not checked.
    ///
    /// **Origin** signed. **Events** [PhalaPhatContractsEvent.Transfered].
    @Index(2)
    record TransferToCluster(
            @TypeName("BalanceOf<T>") U128 amount,
            @TypeName("ContractClusterId") H256 clusterId,
            @TypeName("AccountId32") AccountId destAccount)
            implements PhalaPhatContractsCall {}

    /// Sends a command to a contract, with money for the signer's account in the cluster. The payload is not
    /// read.
    ///
    /// **Origin** signed. **Errors** [PhalaPhatContractsError#CONTRACT_NOT_FOUND] when there is a deposit.
    @Index(3)
    record PushContractMessage(
            @TypeName("ContractId") H256 contractId,
            @TypeName("Vec<u8>") Bytes payload,
            @TypeName("BalanceOf<T>") U128 deposit)
            implements PhalaPhatContractsCall {}

    /// Makes a contract of uploaded code.
    ///
    /// **Origin** signed. **Errors** [PhalaPhatContractsError#CLUSTER_NOT_FOUND],
    /// [PhalaPhatContractsError#CLUSTER_PERMISSION_DENIED], [PhalaPhatContractsError#DUPLICATED_CONTRACT].
    /// **Events** [PhalaPhatContractsEvent.Instantiating].
    @Index(4)
    record InstantiateContract(
            @TypeName("CodeIndex<CodeHash<T>>") CodeIndex codeIndex,
            @TypeName("Vec<u8>") Bytes data,
            @TypeName("Vec<u8>") Bytes salt,
            @TypeName("ContractClusterId") H256 clusterId,
            @TypeName("BalanceOf<T>") U128 transfer,
            @TypeName("u64") long gasLimit,
            @TypeName("Option<BalanceOf<T>>") Optional<U128> storageDepositLimit,
            @TypeName("BalanceOf<T>") U128 deposit)
            implements PhalaPhatContractsCall {}

    /// Ends a cluster; its workers stop.
    ///
    /// **Origin** root. **Errors** [PhalaPhatContractsError#CLUSTER_NOT_FOUND].
    /// **Events** [PhalaPhatContractsEvent.ClusterDestroyed].
    @Index(5)
    record ClusterDestroy(@TypeName("ContractClusterId") H256 cluster) implements PhalaPhatContractsCall {}

    /// Sets the code of system contracts from the next block on.
    ///
    /// **Origin** governance.
    @Index(6)
    record SetPinkSystemCode(
            @Bounded(PhalaPhatContracts.INK_CODE_SIZE_MAX) @TypeName("BoundedVec<u8, T::InkCodeSizeLimit>")
            Bytes code) implements PhalaPhatContractsCall {}

    /// Sets the version of the contract runtime, `(major, minor)`.
    ///
    /// **Origin** governance.
    @Index(7)
    record SetPinkRuntimeVersion(@TypeName("(u32, u32)") PinkVersion version) implements PhalaPhatContractsCall {}

    /// Adds a worker to a cluster.
    ///
    /// **Origin** signed, by the cluster's owner. **Errors** [PhalaPhatContractsError#CLUSTER_NOT_FOUND],
    /// [PhalaPhatContractsError#CLUSTER_PERMISSION_DENIED], [PhalaPhatContractsError#WORKER_NOT_FOUND],
    /// [PhalaPhatContractsError#WORKER_IS_BUSY]. **Events** [PhalaPhatContractsEvent.WorkerAddedToCluster].
    @Index(8)
    record AddWorkerToCluster(
            @TypeName("WorkerPublicKey") Sr25519Public workerPubkey,
            @TypeName("ContractClusterId") H256 clusterId) implements PhalaPhatContractsCall {}

    /// Takes a worker out of a cluster for ever: it can join none again until it is cleaned up.
    ///
    /// **Origin** signed, by the cluster's owner. **Events**
    /// [PhalaPhatContractsEvent.WorkerRemovedFromCluster].
    @Index(9)
    record RemoveWorkerFromCluster(
            @TypeName("WorkerPublicKey") Sr25519Public workerPubkey,
            @TypeName("ContractClusterId") H256 clusterId) implements PhalaPhatContractsCall {}

    /// Forgets the marks of removed workers.
    ///
    /// **Origin** root.
    @Index(10)
    record CleanupRemovedWorkers(
            @TypeName("ContractClusterId") H256 clusterId) implements PhalaPhatContractsCall {}
}
