package network.phala.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.system.BlockLength;
import network.phala.frame.system.BlockWeights;
import network.phala.frame.system.BlockWeights.WeightsPerClass;
import network.phala.frame.system.PerDispatchClass;
import network.phala.frame.system.RuntimeVersion;
import network.phala.frame.system.RuntimeVersion.Api;
import network.phala.frame.system.RuntimeVersion.Apis;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;

/// The constants of the runtime. Follows phala-blockchain standalone/runtime/src/lib.rs and constants.rs.
final class RuntimeParameters {
    /// One PHA is 10^12 units.
    static final U128 DOLLARS = U128.of(1_000_000_000_000L);

    /// A hundredth of a PHA.
    static final U128 CENTS = U128.of(10_000_000_000L);

    static final int SPEC_VERSION = 101;

    static final int COUNCIL = 16;

    /// May set what pools owe from earlier versions.
    static final AccountId MIGRATION_ACCOUNT =
            AccountId.fromHex("0x5492cf1c4c446223e1e26b29c5017a8cd4da21799cd7f497fab075b5567efd6f");

    private static final Weight BASE_EXTRINSIC = Weight.of(124_414_000, 0);
    private static final Weight BASE_BLOCK = Weight.of(390_584_000, 0);

    /// Two seconds of computation, proofs of any size.
    private static final Weight MAX_BLOCK = Weight.of(2_000_000_000_000L, -1);

    private static final int MAX_LENGTH = 5 * 1024 * 1024;

    private RuntimeParameters() {}

    static RuntimeVersion version() {
        List<Api> apis = new ArrayList<>();
        apis.add(api("df6acb689907609b", 4));
        apis.add(api("37e397fc7c91f5e4", 2));
        apis.add(api("40fe3ad401f8959a", 6));
        apis.add(api("d2bc9897eed08f15", 3));
        apis.add(api("f78b278be53f454c", 2));
        apis.add(api("ed99c5acb25eedf5", 3));
        apis.add(api("cbca25e39f142387", 2));
        apis.add(api("687ad44ad37f03c2", 1));
        apis.add(api("bc9d89904f5b923f", 1));
        apis.add(api("37c8bb1350a9a2a8", 4));
        apis.add(api("f3ff14d5ab527059", 3));
        apis.add(api("3e43e696bccaa34a", 1));
        apis.add(api("ab3c0572291feb8b", 1));
        return new RuntimeVersion("phala-node", "phala-node", 1, SPEC_VERSION, 0, new Apis(apis), 1, (byte) 0);
    }

    private static Api api(String id, int version) {
        return new Api(Bytes.fromHex(id), version);
    }

    /// Three quarters of a block are for normal extrinsics, one quarter is kept for operational ones, and a tenth for
    /// what a block begins with.
    static BlockWeights blockWeights() {
        Weight normal = percent(75);
        Weight beginning = percent(10);
        Optional<Weight> none = Optional.empty();
        return new BlockWeights(
                BASE_BLOCK,
                MAX_BLOCK,
                new PerDispatchClass<>(
                        new WeightsPerClass(
                                BASE_EXTRINSIC,
                                Optional.of(normal.subtract(BASE_EXTRINSIC).subtract(beginning)),
                                Optional.of(normal),
                                Optional.of(Weight.ZERO)),
                        new WeightsPerClass(
                                BASE_EXTRINSIC,
                                Optional.of(MAX_BLOCK.subtract(BASE_EXTRINSIC).subtract(beginning)),
                                Optional.of(MAX_BLOCK),
                                Optional.of(MAX_BLOCK.subtract(normal))),
                        new WeightsPerClass(BASE_EXTRINSIC, none, none, none)));
    }

    private static Weight percent(int percent) {
        U128 parts = U128.of(percent);
        U128 whole = U128.of(100);
        return Weight.of(
                U128.of(MAX_BLOCK.refTime()).multiply(parts).divide(whole).low(),
                U128.of(MAX_BLOCK.proofSize()).multiply(parts).divide(whole).low());
    }

    /// The largest extrinsic that people may send, in bytes.
    static int normalLength() {
        return MAX_LENGTH / 4 * 3;
    }

    static BlockLength blockLength() {
        return new BlockLength(new PerDispatchClass<>(normalLength(), MAX_LENGTH, MAX_LENGTH));
    }
}
