package network.phala.types;

import network.phala.primitives.Sr25519Public;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// A worker's endpoints, signed by its identity key as [network.phala.types.mq.SignedContent#ENDPOINT_INFO].
/// `signingTime` is in milliseconds.
@TypePath("phala_types::WorkerEndpointPayload")
public record WorkerEndpointPayload(
        @TypeName("WorkerPublicKey") Sr25519Public pubkey,
        @TypeName("VersionedWorkerEndpoints") VersionedWorkerEndpoints versionedEndpoints,
        @TypeName("u64") long signingTime) {}
