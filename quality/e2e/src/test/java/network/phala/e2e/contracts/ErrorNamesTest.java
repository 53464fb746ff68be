package network.phala.e2e.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.phala.client.worker.ContractClient;
import network.phala.client.worker.ExecutionResult;
import network.phala.pink.types.ContractError;
import network.phala.pink.types.ContractResult;
import network.phala.pink.types.DispatchError;
import network.phala.pink.types.PinkRuntime;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.types.contract.PinkVersion;
import network.phala.types.query.OwnOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The client calls an error by the name it has in the cluster's release of the contract runtime, whatever its number.
class ErrorNamesTest {
    /// Numbers of the Contracts pallet in phala-blockchain crates/pink/runtime/assets/metadata-1.x.bin.
    @ParameterizedTest
    @CsvSource({
        "0, 2, OutOfGas", "0, 9, OutOfBounds", "0, 11, ContractTrapped", "0, 18, DeletionQueueFull",
        "0, 25, ContractReverted", "0, 26, CodeRejected", "1, 11, ContractTrapped", "1, 18, DuplicateContract",
        "1, 25, CodeRejected", "2, 9, CodeInfoNotFound", "2, 12, ContractTrapped", "2, 20, DuplicateContract",
        "2, 27, CodeRejected", "0, 0, InvalidScheduleVersion", "2, 0, InvalidSchedule",
    })
    void aNumberIsAnotherErrorInAnotherRelease(int minor, int number, String name) throws IOException {
        assertThat(name(failed(Bytes.of((byte) 3, (byte) 4, (byte) number, (byte) 0, (byte) 0, (byte) 0)), minor))
                .isEqualTo(name);
    }

    @Test
    void balancesAndTokensHadOtherErrorsIn10() throws IOException {
        Bytes keepAlive = failed(Bytes.fromHex("0x030204000000"));
        assertThat(name(keepAlive, 0)).isEqualTo("Balances.KeepAlive");
        assertThat(name(keepAlive, 2)).isEqualTo("Balances.Expendability");
        assertThat(name(failed(Bytes.fromHex("0x0700")), 0)).isEqualTo("Token.NoFunds");
        assertThat(name(failed(Bytes.fromHex("0x0700")), 1)).isEqualTo("Token.FundsUnavailable");
        assertThat(name(failed(Bytes.fromHex("0x0304ff000000")), 1)).startsWith("DispatchError 0x0304ff");
    }

    @ParameterizedTest
    @EnumSource(PinkRuntime.class)
    void theRuntimesErrorsAllHaveTheirNames(PinkRuntime runtime) throws IOException {
        for (ContractError each : ContractError.values()) {
            if (runtime != PinkRuntime.V1_2 && LATER.contains(each)) {
                continue;
            }
            DispatchError.Module reported = (DispatchError.Module) each.error().in(runtime);
            String expected = reported.name();
            Bytes result = ContractResult.refused(each.error(), runtime).encode();
            assertThat(name(result, runtime.minor()))
                    .as("%s in %s", each, runtime)
                    .isEqualTo(expected);
        }
    }

    /// What 1.2 brought.
    private static final Set<ContractError> LATER = Set.of(
            ContractError.INVALID_SCHEDULE,
            ContractError.CODE_INFO_NOT_FOUND,
            ContractError.XCM_DECODE_FAILED,
            ContractError.MIGRATION_IN_PROGRESS,
            ContractError.NO_MIGRATION_PERFORMED,
            ContractError.MAX_DELEGATE_DEPENDENCIES_REACHED,
            ContractError.DELEGATE_DEPENDENCY_NOT_FOUND,
            ContractError.DELEGATE_DEPENDENCY_ALREADY_EXISTS,
            ContractError.CANNOT_ADD_SELF_AS_DELEGATE_DEPENDENCY);

    @Test
    void theReleaseIsAskedForOnlyWhereTheNameDependsOnIt() throws IOException {
        ExecutionResult.Release unknown = () -> {
            throw new IOException("nobody knows");
        };
        assertThat(ExecutionResult.ofCall(failed(Bytes.fromHex("0x02")), unknown)
                        .outcome())
                .isEqualTo(new ExecutionResult.Outcome.Failed(Bytes.fromHex("0x02"), "BadOrigin"));
        assertThat(ExecutionResult.ofCall(failed(Bytes.fromHex("0x0801")), unknown)
                        .outcome())
                .isEqualTo(new ExecutionResult.Outcome.Failed(Bytes.fromHex("0x0801"), "Arithmetic.Overflow"));
    }

    /// Nobody is asked which release the cluster runs now.
    @Test
    void anOutcomeIsNamedByTheReleaseItRanIn() throws IOException {
        Bytes eleven = failed(Bytes.of((byte) 3, (byte) 4, (byte) 11, (byte) 0, (byte) 0, (byte) 0));
        List<String> names = new ArrayList<>();
        for (int minor = 0; minor < 3; minor++) {
            OwnOutcome outcome = new OwnOutcome(
                    0,
                    1,
                    OwnOutcome.Kind.COMMAND,
                    H256.ZERO,
                    Bytes.EMPTY,
                    Optional.empty(),
                    eleven,
                    new PinkVersion(1, minor));
            names.add(((ExecutionResult.Outcome.Failed)
                            ContractClient.result(outcome).outcome())
                    .name());
        }
        assertThat(names).containsExactly("ContractTrapped", "ContractTrapped", "DecodingFailed");
    }

    private static String name(Bytes result, int minor) throws IOException {
        ExecutionResult read = ExecutionResult.ofCall(result, () -> new PinkVersion(1, minor));
        return ((ExecutionResult.Outcome.Failed) read.outcome()).name();
    }

    /// A result of a call that ended with these bytes of a `DispatchError`.
    private static Bytes failed(Bytes error) {
        Bytes head = Bytes.fromHex("0x" + "00".repeat(4) + "00" + "00".repeat(16) + "00" + "01");
        return head.concat(error);
    }
}
