package network.phala.e2e;

import static network.phala.e2e.ContractShell.runSidevm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import network.phala.e2e.ContractShell.Ran;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `phala sidevm new`, `build` and what comes after, as an author uses them. Without Debian's Rust or crates.io the
/// build is left out, and says so.
@Tag("slow")
class NewProgramTest {
    @TempDir
    Path folder;

    @Test
    void saysWhatItDoesNotWriteOrBuild() throws Exception {
        assertThat(runSidevm("new", "my-greeter", "--in", folder.toString()).code())
                .isZero();
        for (String file : List.of("Cargo.toml", "lib.rs", ".gitignore")) {
            assertThat(folder.resolve("my-greeter").resolve(file)).content().doesNotContain("{{");
        }
        assertThat(folder.resolve("my-greeter/Cargo.toml"))
                .content()
                .contains(
                        Files.readAllLines(ContractShell.ROOT.resolve("examples/sidevm/hello-http/Cargo.toml")).stream()
                                .filter(line -> line.startsWith("sidevm = "))
                                .toList());
        assertThat(runSidevm("new", "my-greeter", "--in", folder.toString()).err())
                .contains("exists already");
        assertThat(runSidevm("new", "My", "--in", folder.toString()).err()).contains("no name for a crate");
        assertThat(runSidevm("build", folder.toString()).err())
                .contains("has no Cargo.toml")
                .contains("phala sidevm new NAME");
        Path contract = ContractShell.ROOT.resolve("examples/contracts/flipper5");
        String refused = runSidevm("build", contract.toString()).err();
        assumeFalse(refused.contains("Missing to build programs"), () -> "Not built: " + refused);
        assertThat(refused).contains("is an ink! contract, no SideVM program");
    }

    @Test
    void whatNewWritesBuildsAndRuns() throws Exception {
        assertThat(runSidevm("new", "my-greeter", "--in", folder.toString()).code())
                .isZero();
        Path project = folder.resolve("my-greeter");
        Ran built = runSidevm("build", project.toString());
        assumeFalse(built.err().contains("Missing to build programs"), () -> "Not built: " + built.err());
        assumeTrue(
                built.code() == 0 || !NewContractTest.offline(built.err()),
                () -> "Not built, crates.io is out of reach: " + built.err());
        assertThat(built.code()).as(built.err()).isZero();
        String program = project.resolve("target/my-greeter.wasm").toString();
        Ran checked = runSidevm("check", program, "--json");
        assertThat(checked.code()).as(checked.out()).isZero();
        assertThat(built.out()).contains(checked.json().path("codeHash").asString());
        // No path of this machine is in the code.
        assertThat(new String(Files.readAllBytes(Path.of(program)), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain(folder.toString())
                .doesNotContain("/.cargo/");

        try (ContractShell shell = ContractShell.start(folder)) {
            String contract =
                    shell.online("deploy", ContractShell.artifact("starter")).contract();
            assertThat(shell.onlineSidevm("upload", program).code()).isZero();
            Ran started = shell.onlineSidevm("start", contract, program, "--become-administrator");
            assertThat(started.code()).as(started.err()).isZero();
            assertThat(shell.onlineSidevm("query", contract, "Ada").out().strip())
                    .isEqualTo("Hello, Ada!");
            assertThat(shell.onlineSidevm("query", contract, "Ada", "--unsigned")
                            .out()
                            .strip())
                    .isEqualTo("Hello, Ada, whoever you are!");
        }
    }
}
