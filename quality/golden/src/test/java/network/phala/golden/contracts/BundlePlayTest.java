package network.phala.golden.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import network.phala.client.contract.ContractFile;
import network.phala.client.contract.ContractFileException;
import network.phala.wasm.GuestThread;
import org.junit.jupiter.api.Test;

/// Our own bundles, played as strangers' are.
class BundlePlayTest {
    private static final Path ARTIFACTS = Path.of("../../examples/contracts/artifacts");

    private static BundlePlay.Report play(Path file) throws IOException, ContractFileException, InterruptedException {
        ContractFile system = ContractFile.read(ARTIFACTS.resolve("system.contract"));
        ContractFile contract = ContractFile.read(file);
        AtomicReference<BundlePlay.Report> report = new AtomicReference<>();
        Thread guest = GuestThread.of("play", () -> report.set(BundlePlay.play(contract, system)));
        guest.start();
        guest.join();
        return Objects.requireNonNull(report.get(), "the play ended without a report");
    }

    @Test
    void wellMeantContractsKeepWhatTheirBundlesSay() throws Exception {
        List<Path> files;
        try (Stream<Path> found = Files.list(ARTIFACTS)) {
            files = found.filter(file -> file.toString().endsWith(".contract"))
                    .filter(file -> !file.endsWith("hostile.contract"))
                    .sorted()
                    .toList();
        }
        assertThat(files).hasSizeGreaterThan(10);
        for (Path file : files) {
            BundlePlay.Report report = play(file);
            assertThat(report.refusal()).as("%s", file).isEmpty();
            assertThat(report.findings()).as("%s", file).isEmpty();
            // The log server's contract refuses to begin where it may not start its program.
            assertThat(report.ends())
                    .as("%s", file)
                    .containsKey(file.endsWith("log-server.contract") ? "constructor reverted" : "constructor ok");
        }
    }

    /// The play does find what is wrong: this contract answers garbage on purpose.
    @Test
    void aContractThatAnswersGarbageIsFound() throws Exception {
        BundlePlay.Report report = play(ARTIFACTS.resolve("hostile.contract"));
        assertThat(report.findings())
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding).matches("(garbage|long_answer): .*is not of its type.*"));
        Map<String, Integer> ends = report.ends();
        assertThat(ends.keySet())
                .anyMatch(end -> end.contains("OutOfGas"))
                .anyMatch(end -> end.contains("ContractTrapped"))
                .anyMatch(end -> end.contains("ReentranceDenied"));
    }
}
