package network.phala.cli.sidevm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import network.phala.cli.action.CommandFailedException;
import network.phala.client.worker.QueryException;
import network.phala.client.worker.QueryException.Reason;
import network.phala.primitives.Bytes;
import network.phala.prpc.message.Contracts;
import org.junit.jupiter.api.Test;

class QueryCommandTest {
    private static ProgramState state(String state, String reason) {
        return new ProgramState(
                "0x" + "11".repeat(32),
                new Contracts.SidevmInfo(
                        state, "0x" + "22".repeat(32), "2026-01-01T00:00:00Z", reason, 1024, 5, -1, 9));
    }

    @Test
    void questionsAreTextOrBytes() throws CommandFailedException {
        assertThat(QueryCommand.bytes("hé 1")).isEqualTo(Bytes.ofUtf8("hé 1"));
        assertThat(QueryCommand.bytes("")).isEqualTo(Bytes.EMPTY);
        assertThat(QueryCommand.bytes("0x")).isEqualTo(Bytes.EMPTY);
        assertThat(QueryCommand.bytes("0xFF00")).isEqualTo(Bytes.fromHex("0xff00"));
        for (String odd : List.of("0x1", "0xzz", "0x 1", "0xffé0")) {
            assertThatThrownBy(() -> QueryCommand.bytes(odd))
                    .isInstanceOf(CommandFailedException.class)
                    .hasMessageStartingWith("\"" + odd + "\" is no bytes; expected 0x and an even number of digits");
        }
    }

    /// Control characters could make a terminal show something else.
    @Test
    void answersAreTextWhereTheyAreOne() {
        assertThat(QueryCommand.text(Bytes.ofUtf8("two\nlines\tof é"))).contains("two\nlines\tof é");
        assertThat(QueryCommand.text(Bytes.EMPTY)).contains("");
        for (String bytes : List.of("0xff", "0xc3", "0x00", "0x1b5b324a", "0xc29b", "0x7f", "0xeda080")) {
            assertThat(QueryCommand.text(Bytes.fromHex(bytes))).as(bytes).isEmpty();
        }
    }

    @Test
    void refusalsOfTheWorkerAreSentences() {
        assertThat(explained(Reason.SIDEVM_NOT_FOUND, Optional.empty())).contains("has no program on this worker");
        assertThat(explained(Reason.SIDEVM_NOT_FOUND, Optional.of(state("stopped", "WaitingForCode"))))
                .contains("does not run; now it is stopped (WaitingForCode): its code was not in the cluster");
        assertThat(explained(Reason.NO_RESPONSE, Optional.of(state("running", ""))))
                .isEqualTo("The program took the question and gave no answer; now it is running since "
                        + "2026-01-01T00:00:00Z");
        assertThat(explained(Reason.TIMEOUT, Optional.empty())).contains("in the time that a worker waits");
        assertThat(explained(Reason.SERVICE_UNAVAILABLE, Optional.empty())).contains("takes no questions");
        assertThat(explained(Reason.RUNTIME_ERROR, Optional.empty())).isEqualTo("The worker could not answer: why");
    }

    private static String explained(Reason reason, Optional<ProgramState> state) {
        return QueryCommand.explained(new QueryException(reason, "why"), state);
    }

    @Test
    void everyReasonOfAnEndHasItsMeaning() {
        assertThat(ProgramState.meaning("-1")).isEqualTo("its main function came to its end");
        assertThat(ProgramState.meaning("OcallAborted(Stifled)")).isEqualTo(ProgramState.meaning("Stifled"));
        for (String reason : List.of(
                "Panicked",
                "Stifled",
                "Restore",
                "Stopped",
                "WaitingForCode",
                "CodeTooLarge",
                "FailedToStart",
                "InputClosed",
                "Cancelled")) {
            assertThat(ProgramState.meaning(reason)).as(reason).isNotEqualTo(ProgramState.meaning("?"));
        }
        assertThat(state("stopped", "Panicked").json().path("deadline").asLong())
                .isEqualTo(0xffff_ffffL);
    }
}
