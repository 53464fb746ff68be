package network.phala.pallet.registry;

import network.phala.scale.Name;
import network.phala.scale.TypePath;

/// Why [PhalaRegistry] refuses.
@TypePath(value = "phala_pallets::registry::pallet::Error", parameters = "T", arguments = Void.class)
public enum PhalaRegistryError {
    /// The sender of a message has no key to check signatures with.
    CANNOT_HANDLE_UNKNOWN_MESSAGE,

    /// The message came from an origin that may not send it.
    INVALID_SENDER,

    /// The worker is not registered.
    INVALID_PUB_KEY,

    /// The signature is no sr25519 signature.
    MALFORMED_SIGNATURE,

    /// The signature has not 64 bytes.
    INVALID_SIGNATURE_LENGTH,

    /// The signature is not the sender's.
    INVALID_SIGNATURE,

    /// The contract has no key yet.
    UNKNOWN_CONTRACT,

    /// Intel did not issue the certificate of the report.
    @Name("InvalidIASSigningCert")
    INVALID_IAS_SIGNING_CERT,

    /// The report does not decode.
    INVALID_REPORT,

    /// The status of the quote is not acceptable.
    INVALID_QUOTE_STATUS,

    /// The signature of the report is wrong.
    @Name("BadIASReport")
    BAD_IAS_REPORT,

    /// The report is too old, or from the future.
    @Name("OutdatedIASReport")
    OUTDATED_IAS_REPORT,

    /// The quote in the report does not decode.
    UNKNOWN_QUOTE_BODY_FORMAT,

    /// The DCAP quote or its collateral is not acceptable.
    @Name("InvalidDCAPQuote")
    INVALID_DCAP_QUOTE,

    /// The evidence is not about this registration.
    INVALID_RUNTIME_INFO_HASH,

    /// The registration does not decode.
    INVALID_RUNTIME_INFO,

    /// An argument is not acceptable.
    INVALID_INPUT,

    /// The benchmark began in the future.
    INVALID_BENCH_REPORT,

    /// The worker is not registered.
    WORKER_NOT_FOUND,

    /// Workers without evidence are not admitted.
    NONE_ATTESTATION_DISABLED,

    /// The worker is not a gatekeeper.
    INVALID_GATEKEEPER,

    /// The master key is not acceptable.
    INVALID_MASTER_PUBKEY,

    /// Another master key is known already.
    MASTER_KEY_MISMATCH,

    /// There is no master key yet.
    MASTER_KEY_UNINITIALIZED,

    /// The worker follows a chain that is not allowed.
    GENESIS_BLOCK_HASH_REJECTED,

    /// The genesis is on the list already.
    GENESIS_BLOCK_HASH_ALREADY_EXISTS,

    /// The genesis is not on the list.
    GENESIS_BLOCK_HASH_NOT_FOUND,

    /// The measurement is not on the allow list.
    P_RUNTIME_REJECTED,

    /// The measurement is on the list already.
    P_RUNTIME_ALREADY_EXISTS,

    /// The measurement is not on the list.
    P_RUNTIME_NOT_FOUND,

    /// The cluster has no key yet.
    UNKNOWN_CLUSTER,

    /// Not implemented.
    NOT_IMPLEMENTED,

    /// One gatekeeper must remain.
    CANNOT_REMOVE_LAST_GATEKEEPER,

    /// A new master key is being made.
    MASTER_KEY_IN_ROTATION,

    /// The new master key belongs to another rotation.
    INVALID_ROTATED_MASTER_PUBKEY,

    /// The endpoint was signed in the future or more than four hours ago.
    INVALID_ENDPOINT_SIGNING_TIME,

    /// The signer may not migrate storage.
    NOT_MIGRATION_ROOT,

    /// The worker follows another parachain.
    PARACHAIN_ID_MISMATCH,

    /// The consensus version is not acceptable.
    INVALID_CONSENSUS_VERSION,

    /// This kind of evidence is not accepted here.
    UNSUPPORTED_ATTESTATION_TYPE
}
