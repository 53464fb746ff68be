package network.phala.e2e;

import static network.phala.e2e.ContractShell.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import network.phala.client.contract.ContractFile;
import network.phala.contractrunner.ContractRunner;
import network.phala.contractrunner.ContractRunner.Deployed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `phala contract new`, `build` and `check`, as an author uses them. Without Debian's Rust or crates.io the
/// build is left out, and says so.
@Tag("slow")
class NewContractTest {
    @TempDir
    Path folder;

    @Test
    void whatNewWritesBuildsAndRuns() throws Exception {
        ContractShell.Ran made = run("new", "my-counter", "--in", folder.toString());
        assertThat(made.code()).as(made.err()).isZero();
        Path project = folder.resolve("my-counter");
        assertThat(run("new", "my-counter", "--in", folder.toString()).err()).contains("exists already");
        assertThat(run("new", "My", "--in", folder.toString()).err()).contains("no name for a crate");
        assertThat(run("new", "other", "--ink", "6", "--in", folder.toString()).err())
                .contains("expected 4 or 5");

        ContractShell.Ran built = run("build", project.toString());
        String said = built.err() + log(project);
        assumeFalse(said.contains("Missing to build contracts"), () -> "Not built: " + built.err());
        assumeTrue(built.code() == 0 || !offline(said), () -> "Not built, crates.io is out of reach: " + built.err());
        assertThat(built.code()).as(said).isZero();
        Path bundle = project.resolve("target/my-counter.contract");
        ContractShell.Ran checked = run("check", bundle.toString());
        assertThat(checked.code()).as(checked.out()).isZero();
        assertThat(checked.out()).contains("would accept");

        ContractFile file = ContractFile.read(bundle);
        ContractRunner stage = new ContractRunner();
        Deployed contract = stage.deploy(
                file, ContractRunner.ALICE, file.constructors().getFirst().label(), first(file));
        assertThat(contract.id()).isNotNull();
        assertThat(file.messages()).isNotEmpty();
    }

    /// A small number for each argument of the first constructor.
    private static String[] first(ContractFile file) {
        return file.constructors().getFirst().arguments().stream().map(_ -> "1").toArray(String[]::new);
    }

    private static String log(Path project) throws Exception {
        Path log = project.resolve("target/phala-build.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    private static boolean offline(String said) {
        String text = said.toLowerCase(Locale.ROOT);
        return Stream.of(
                        "resolve host",
                        "failed to download",
                        "could not connect",
                        "network failure",
                        "network error",
                        "failed to fetch",
                        "unable to update registry",
                        "failed to query replaced source",
                        "timed out")
                .anyMatch(text::contains);
    }
}
