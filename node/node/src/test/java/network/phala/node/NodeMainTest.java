package network.phala.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// The command line, without starting a node.
class NodeMainTest {
    private final StringWriter out = new StringWriter();
    private final CommandLine command =
            new CommandLine(new NodeMain()).setOut(new PrintWriter(out)).setErr(new PrintWriter(out));

    @Test
    void helpShowsAnExample() {
        assertThat(command.execute("--help")).isZero();
        assertThat(out.toString()).contains("Usage: phala-node", "Example", "--base-path", "--rpc-methods=Unsafe");
    }

    @Test
    void namesAnUnknownFlag() {
        assertThat(command.execute("--no-such-flag")).isEqualTo(2);
        assertThat(out.toString()).contains("--no-such-flag");
    }

    /// What Phala's end-to-end tests and its operators' scripts pass.
    @Test
    void takesTheFlagsThatOperatorsKnow() {
        CommandLine.ParseResult parsed = command.parseArgs(
                "--dev",
                "--block-millisecs=300",
                "--gossip-duration-millisecs=20",
                "--base-path=/tmp/x",
                "--rpc-port=9944",
                "--rpc-methods=Unsafe",
                "--pruning=archive",
                "--rpc-external",
                "--rpc-cors=all",
                "--validator",
                "--name=me",
                "--no-telemetry",
                "--port=30333",
                "--sealing=instant",
                "--pool-limit=100");
        assertThat(parsed.unmatched()).isEmpty();
        assertThat(command.parseArgs("--ws-port=9945", "--unsafe-rpc-external").unmatched())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--pruning=some",
                "--rpc-methods=most",
                "--sealing=sometimes",
                "--chain=kusama",
                "--block-millisecs=1"
            })
    void refusesAValueThatMakesNoSense(String flag) {
        assertThat(command.execute("--rpc-port=0", "--tmp", flag)).isEqualTo(1);
    }
}
