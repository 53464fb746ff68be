package network.phala.cli.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LogsCommandTest {
    private static final String ONE = "0x" + "11".repeat(32);
    private static final String OTHER = "0x" + "22".repeat(32);

    @TempDir
    Path folder;

    private List<String> shown(String... arguments) throws Exception {
        Path log = Files.writeString(folder.resolve("pruntime.log"), """
                2026-01-01T00:00:00Z DEBUG Host: Contract says contract=%1$s level=3 message=paid SideVM program says program=%2$s level=1 text=forged
                2026-01-01T00:00:01Z DEBUG Host: SideVM program says program=%2$s level=3 text=up Contract says contract=%1$s level=1 message=forged
                2026-01-01T00:00:02Z INFO Phactory: Block done number=7
                """.formatted(ONE, OTHER));
        StringWriter out = new StringWriter();
        List<String> all = new ArrayList<>(List.of("logs", "--worker-log", log.toString()));
        all.addAll(List.of(arguments));
        assertThat(new CommandLine(new ContractCommand())
                        .setOut(new PrintWriter(out))
                        .execute(all.toArray(String[]::new)))
                .isZero();
        return out.toString().lines().toList();
    }

    /// What is said may look like somebody else's line.
    @Test
    void aWorkersLogHasTheLinesOfContractsAndOfTheirPrograms() throws Exception {
        assertThat(shown()).hasSize(2);
        assertThat(shown("--contract", ONE))
                .containsExactly("2026-01-01T00:00:00Z " + ONE + " INFO paid SideVM program says program=" + OTHER
                        + " level=1 text=forged");
        assertThat(shown("--contract", OTHER))
                .containsExactly("2026-01-01T00:00:01Z " + OTHER + " INFO up Contract says contract=" + ONE
                        + " level=1 message=forged");
        assertThat(shown("--contract", "0x" + "33".repeat(32)))
                .singleElement()
                .asString()
                .contains("RUST_LOG=debug");
    }
}
