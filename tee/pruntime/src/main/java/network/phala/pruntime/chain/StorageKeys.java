package network.phala.pruntime.chain;

import network.phala.crypto.Twox;
import network.phala.primitives.Bytes;

/// Keys of the chain's storage: `twox128(pallet) ‖ twox128(item)`, then the hashed map key.
final class StorageKeys {
    static final Bytes OUTBOUND_MESSAGES = item("PhalaMq", "OutboundMessages");
    static final Bytes OFFCHAIN_INGRESS = item("PhalaMq", "OffchainIngress");
    static final Bytes PARACHAIN_ID = item("ParachainInfo", "ParachainId");
    static final Bytes NOW = item("Timestamp", "Now");
    static final Bytes GATEKEEPERS = item("PhalaRegistry", "Gatekeeper");
    static final Bytes WORKERS = item("PhalaRegistry", "Workers");
    static final Bytes PRUNTIME_ALLOW_LIST = item("PhalaRegistry", "PRuntimeAllowList");
    static final Bytes MINIMUM_PRUNTIME_VERSION = item("PhalaRegistry", "MinimumPRuntimeVersion");
    static final Bytes PRUNTIME_CONSENSUS_VERSION = item("PhalaRegistry", "PRuntimeConsensusVersion");
    static final Bytes TOKENOMIC_PARAMETERS = item("PhalaComputation", "TokenomicParameters");
    static final Bytes PINK_SYSTEM_CODE = item("PhalaPhatContracts", "PinkSystemCode");
    static final Bytes PINK_RUNTIME_VERSION = item("PhalaPhatContracts", "PinkRuntimeVersion");
    static final Bytes CONTRACTS = item("PhalaPhatContracts", "Contracts");
    static final Bytes CLUSTERS = item("PhalaPhatContracts", "Clusters");
    static final Bytes CLUSTER_BY_WORKERS = item("PhalaPhatContracts", "ClusterByWorkers");
    static final Bytes GRANDPA_AUTHORITIES = item("Grandpa", "Authorities");
    static final Bytes WELL_KNOWN_GRANDPA_AUTHORITIES = Bytes.ofUtf8(":grandpa_authorities");

    private StorageKeys() {}

    static Bytes item(String pallet, String item) {
        return Bytes.wrap(Twox.hash128(pallet)).concat(Bytes.wrap(Twox.hash128(item)));
    }

    /// `Twox64Concat`: the key's 8-byte hash, then the key.
    static Bytes twox64Concat(Bytes item, Bytes key) {
        return Bytes.concat(item, Bytes.wrap(Twox.hash64(key.unsafeArray())), key);
    }
}
