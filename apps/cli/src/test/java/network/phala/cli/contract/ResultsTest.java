package network.phala.cli.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import network.phala.client.contract.ContractFile;
import network.phala.client.worker.ExecutionResult;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import org.junit.jupiter.api.Test;

/// What `phala contract` makes of a worker's result: exit codes and words hang on it.
class ResultsTest {
    private static Results results(String answer, boolean reverted) throws Exception {
        ContractFile file = ContractFile.read(Path.of("../../examples/contracts/artifacts/flipper4.contract"));
        var returned = new ExecutionResult.Outcome.Returned(reverted, Bytes.fromHex(answer), Optional.empty());
        var run = new ExecutionResult(1, 2, U128.ZERO, false, "", returned);
        return Results.of(file, file.message("get"), run);
    }

    @Test
    void aMessageThatEndsItsContractMayBeSent() throws Exception {
        Results results = results("0x", false);
        assertThat(results.fine()).isTrue();
        assertThat(results.text()).startsWith("nothing: the contract ended itself");
        assertThat(results.json().path("kind").asString()).isEqualTo("NOTHING");
    }

    @Test
    void whatRevertsOrIsNotUnderstoodMayNot() throws Exception {
        assertThat(results("0x0001", false).fine()).isTrue();
        assertThat(results("0x0001", true).fine()).isFalse();
        assertThat(results("0x", true).fine()).isFalse();
        assertThat(results("0x0101", true).fine()).isFalse();
        assertThat(results("0x0101", false).fine()).isFalse();
        assertThat(results("0x000102", false))
                .satisfies(other -> assertThat(other.fine()).isFalse())
                .satisfies(other -> assertThat(other.text()).startsWith("undecodable answer"));
    }
}
