package network.phala.prpc.message;

import java.util.Optional;
import network.phala.prpc.Field;

/// The cluster that a worker hosts.
public interface Clusters {
    /// Unset when there is no cluster.
    public record GetClusterInfoResponse(@Field(1) Optional<ClusterInfo> info) {}

    /// Ids and hashes in hex with `0x`; `runtimeVersion` as `1.2`.
    public record ClusterInfo(
            @Field(1) String id,
            @Field(2) String runtimeVersion,
            @Field(3) String stateRoot,
            @Field(5) Optional<String> systemContract,
            @Field(6) Optional<String> loggerContract,
            @Field(7) long numberOfContracts,
            @Field(8) Optional<String> jsRuntime) {}

    /// Who asks for the state, from which block on; hex with `0x`.
    public record SaveClusterStateArguments(
            @Field(1) String receiver,
            @Field(2) int minBlockNumber,
            @Field(3) String signature) {}

    /// A file of the download folder.
    public record SaveClusterStateResponse(
            @Field(1) int blockNumber, @Field(2) String filename) {}

    /// Contract runtime version.
    public record PinkRuntimeVersion(
            @Field(1) int major, @Field(2) int minor) {}
}
