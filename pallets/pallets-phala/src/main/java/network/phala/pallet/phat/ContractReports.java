package network.phala.pallet.phat;

import java.util.Optional;
import network.phala.frame.dispatch.DispatchException;
import network.phala.pallet.mq.MessagePayload;
import network.phala.primitives.AccountId;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.types.contract.ClusterRegistryEvent;
import network.phala.types.contract.ContractRegistryEvent;
import network.phala.types.contract.WorkerClusterReport;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;

/// What workers and gatekeepers report about clusters and contracts.
final class ContractReports {
    private final PhalaPhatContracts pallet;

    ContractReports(PhalaPhatContracts pallet) {
        this.pallet = pallet;
    }

    void onMessage(Message message) throws DispatchException {
        Optional<WorkerClusterReport> report =
                MessagePayload.of(message, WorkerClusterReport.TOPIC, WorkerClusterReport.codec());
        if (report.isPresent()) {
            onWorkerReport(message.sender(), report.get());
        }
        Optional<ClusterRegistryEvent> cluster =
                MessagePayload.of(message, ClusterRegistryEvent.TOPIC, ClusterRegistryEvent.codec());
        if (cluster.isPresent()) {
            onCluster(message.sender(), cluster.get());
        }
        Optional<ContractRegistryEvent> contract =
                MessagePayload.of(message, ContractRegistryEvent.TOPIC, ContractRegistryEvent.codec());
        if (contract.isPresent()) {
            onContract(message.sender(), contract.get());
        }
    }

    private void onWorkerReport(MessageOrigin sender, WorkerClusterReport report) throws DispatchException {
        if (!(sender instanceof MessageOrigin.Worker(Sr25519Public worker))) {
            throw pallet.error(PhalaPhatContractsError.INVALID_SENDER);
        }
        pallet.emit(
                switch (report) {
                    case WorkerClusterReport.ClusterDeployed(H256 id, Sr25519Public pubkey) ->
                        new PhalaPhatContractsEvent.ClusterDeployed(id, pubkey, worker);
                    case WorkerClusterReport.ClusterDeploymentFailed(H256 id) ->
                        new PhalaPhatContractsEvent.ClusterDeploymentFailed(id, worker);
                });
    }

    private void onCluster(MessageOrigin sender, ClusterRegistryEvent event) throws DispatchException {
        if (!sender.isGatekeeper()) {
            throw pallet.error(PhalaPhatContractsError.INVALID_SENDER);
        }
        switch (event) {
            case ClusterRegistryEvent.PubkeyAvailable(H256 cluster, Sr25519Public pubkey) -> {
                pallet.config.registry().setClusterKey(cluster, pubkey);
                pallet.emit(new PhalaPhatContractsEvent.ClusterPubkeyAvailable(cluster, pubkey));
            }
        }
    }

    private void onContract(MessageOrigin sender, ContractRegistryEvent event) throws DispatchException {
        if (!(sender instanceof MessageOrigin.Cluster(H256 cluster))) {
            throw pallet.error(PhalaPhatContractsError.INVALID_SENDER);
        }
        switch (event) {
            case ContractRegistryEvent.PubkeyAvailable(H256 contract, Sr25519Public pubkey, H256 deployer) -> {
                pallet.config.registry().setContractKey(contract, pubkey);
                pallet.emit(new PhalaPhatContractsEvent.ContractPubkeyAvailable(contract, cluster, pubkey));
                pallet.clusterContracts.append(cluster, contract.toBytes());
                if (!pallet.contracts.contains(contract)) {
                    pallet.contracts.put(contract, new BasicContractInfo(new AccountId(deployer.value()), cluster));
                }
                pallet.emit(new PhalaPhatContractsEvent.Instantiated(contract, cluster, deployer));
            }
        }
    }
}
