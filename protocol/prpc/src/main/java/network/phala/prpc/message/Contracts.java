package network.phala.prpc.message;

import java.util.List;
import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.prpc.Field;

/// Contracts and their side programs.
public interface Contracts {
    /// Ids in hex, with or without `0x`; none means all.
    public record GetContractInfoRequest(
            @Field(value = 1, json = Field.Json.DEFAULTED) List<String> contracts) {}

    /// The contracts found.
    public record GetContractInfoResponse(@Field(1) List<ContractInfo> contracts) {}

    /// `id` and `codeHash` in hex with `0x`.
    public record ContractInfo(
            @Field(1) String id,
            @Field(2) String codeHash,
            @Field(3) int weight,
            @Field(4) Optional<SidevmInfo> sidevm) {}

    /// `state` is `running` or `stopped`; `startTime` as in RFC 3339.
    public record SidevmInfo(
            @Field(1) String state,
            @Field(2) String codeHash,
            @Field(3) String startTime,
            @Field(4) String stopReason,
            @Field(5) int maxMemoryPages,
            @Field(6) long vitalCapacity,
            @Field(7) int deadline,
            @Field(8) int maxCodeSize) {}

    /// Code for a side program that waits for it.
    public record SidevmCode(
            @Field(1) Bytes contract, @Field(2) Bytes code) {}

    /// What a contract id is made of; hex.
    public record ContractParameters(
            @Field(1) String deployer,
            @Field(2) String clusterId,
            @Field(3) String codeHash,
            @Field(4) String salt) {}

    /// Hex with `0x`.
    public record ContractId(@Field(1) String id) {}
}
