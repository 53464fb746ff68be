package network.phala.pruntime.cluster;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.phala.pink.Cluster;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.pruntime.chain.ChainStorage;
import network.phala.trie.Trie;

/// The cluster that a worker hosts, after one command or block. Immutable; a query runs on the one it began with.
///
/// `contracts` maps a contract's id to its [ContractEntry].
public record ClusterView(
        H256 id,
        Cluster cluster,
        Trie contracts,
        int contractCount,
        Optional<AccountId> logHandler,
        Optional<H256> jsRuntime) {
    public Optional<ContractEntry> contract(AccountId contract) {
        return contracts.get(contract.toBytes()).map(ContractEntry::decode);
    }

    public List<AccountId> contractIds() {
        List<AccountId> ids = new ArrayList<>();
        Iterator<Map.Entry<Bytes, Bytes>> entries = contracts.iterator(Bytes.EMPTY);
        while (entries.hasNext()) {
            ids.add(new AccountId(Bytes32.of(entries.next().getKey())));
        }
        return ids;
    }

    /// Why a contract is not here, as far as the chain knows.
    String whyNot(H256 contract, ChainStorage chain) {
        Optional<H256> there = chain.clusterOfContract(contract);
        if (there.isEmpty()) {
            return "cluster " + id + " has no contract " + contract + ", nor has any other cluster of the chain";
        }
        if (there.get().equals(id)) {
            return "cluster " + id + " has no contract " + contract + ": its instantiation failed";
        }
        String elsewhere = "contract " + contract + " is of cluster " + there.get();
        return chain.hasCluster(there.get())
                ? elsewhere + "; this worker's is " + id + ": ask a worker of that cluster"
                : elsewhere + ", which was destroyed; nobody executes this command";
    }

    ClusterView withCluster(Cluster next) {
        return new ClusterView(id, next, contracts, contractCount, logHandler, jsRuntime);
    }

    ClusterView withContract(AccountId contract, ContractEntry entry) {
        boolean isNew = !contracts.contains(contract.toBytes());
        return new ClusterView(
                id,
                cluster,
                contracts.put(contract.toBytes(), entry.encode()),
                contractCount + (isNew ? 1 : 0),
                logHandler,
                jsRuntime);
    }

    ClusterView withLogHandler(AccountId handler) {
        return new ClusterView(id, cluster, contracts, contractCount, Optional.of(handler), jsRuntime);
    }

    ClusterView withJsRuntime(H256 codeHash) {
        return new ClusterView(id, cluster, contracts, contractCount, logHandler, Optional.of(codeHash));
    }
}
