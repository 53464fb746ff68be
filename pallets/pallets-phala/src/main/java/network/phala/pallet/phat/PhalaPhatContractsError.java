package network.phala.pallet.phat;

import network.phala.scale.TypePath;

/// Why [PhalaPhatContracts] refuses.
@TypePath(value = "phala_pallets::phat::pallet::Error", parameters = "T", arguments = Void.class)
public enum PhalaPhatContractsError {
    /// The code is not known.
    CODE_NOT_FOUND,

    /// There is no such cluster.
    CLUSTER_NOT_FOUND,

    /// The cluster does not run yet.
    CLUSTER_NOT_DEPLOYED,

    /// The signer may not do this in the cluster.
    CLUSTER_PERMISSION_DENIED,

    /// A contract with this id exists: take another salt.
    DUPLICATED_CONTRACT,

    /// The cluster was deployed already.
    DUPLICATED_DEPLOYMENT,

    /// A cluster needs a worker.
    NO_WORKER_SPECIFIED,

    /// The message came from an origin that may not send it.
    INVALID_SENDER,

    /// The worker is not registered, or not in the cluster.
    WORKER_NOT_FOUND,

    /// The code is larger than its kind allows.
    PAYLOAD_TOO_LARGE,

    /// Set the system code first; it takes effect in the next block.
    NO_PINK_SYSTEM_CODE,

    /// There is no such contract.
    CONTRACT_NOT_FOUND,

    /// The worker belongs to a cluster.
    WORKER_IS_BUSY
}
