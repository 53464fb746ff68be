package network.phala.prpc.message;

import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.prpc.Field;

/// Where clients find a worker.
public interface Endpoints {
    /// `encodedEndpointType`: I2p 0, Http 1.
    public record AddEndpointRequest(
            @Field(1) Bytes encodedEndpointType, @Field(2) String endpoint) {}

    /// `encodedEndpointPayload` is `WorkerEndpointPayload`, signed by the identity key.
    public record GetEndpointResponse(
            @Field(1) Optional<Bytes> encodedEndpointPayload,
            @Field(2) Optional<Bytes> signature) {}

    /// `Vec<String>`.
    public record SignEndpointsRequest(@Field(1) Bytes encodedEndpoints) {}

    /// A 64-byte secret.
    public record DerivePhalaI2pKeyResponse(@Field(1) Bytes phalaI2pKey) {
        /// Never the key.
        @Override
        public String toString() {
            return "DerivePhalaI2pKeyResponse";
        }
    }
}
