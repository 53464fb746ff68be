package network.phala.types;

import network.phala.primitives.Sr25519Public;

/// A worker's identity key and its key for agreement.
public record WorkerIdentity(Sr25519Public pubkey, Sr25519Public ecdhPubkey) {}
