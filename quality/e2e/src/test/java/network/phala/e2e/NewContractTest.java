package network.phala.e2e;

import static network.phala.e2e.ContractShell.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import network.phala.client.contract.ContractFile;
import network.phala.contractrunner.ContractRunner;
import network.phala.contractrunner.ContractRunner.Deployed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `phala contract new`, `build` and `check`, as an author uses them. Without Debian's Rust or crates.io the
/// build is left out, and says so.
@Tag("slow")
class NewContractTest {
    @TempDir
    Path folder;

    @Test
    void saysWhatItDoesNotWrite() {
        assertThat(run("new", "my-counter", "--in", folder.toString()).code()).isZero();
        assertThat(run("new", "my-counter", "--in", folder.toString()).err()).contains("exists already");
        assertThat(run("new", "My", "--in", folder.toString()).err()).contains("no name for a crate");
        assertThat(run("new", "other", "--ink", "6", "--in", folder.toString()).err())
                .contains("expected 3, 4 or 5");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void writesForEachLineOfInk(int ink) throws Exception {
        assertThat(run("new", "my-counter", "--ink", String.valueOf(ink), "--in", folder.toString())
                        .code())
                .isZero();
        Path example = ContractShell.ROOT.resolve("examples/contracts/" + (ink == 3 ? "ink3/" : "") + "flipper" + ink);
        List<String> pinned = Files.readAllLines(example.resolve("Cargo.toml")).stream()
                .filter(line -> line.startsWith("ink") && line.contains("\"="))
                .toList();
        assertThat(pinned).isNotEmpty();
        assertThat(folder.resolve("my-counter/Cargo.toml")).content().contains(pinned);
        for (String file : List.of("Cargo.toml", "lib.rs", "metadata.rs")) {
            assertThat(folder.resolve("my-counter").resolve(file)).content().doesNotContain("{{");
        }
    }

    /// Each takes a minute or more of a processor: `-Dink.lines=3,4,5` builds for all lines.
    static Stream<String> lines() {
        return Stream.of(System.getProperty("ink.lines", "5").split(","));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void whatNewWritesBuildsAndRuns(String ink) throws Exception {
        ContractShell.Ran made = run("new", "my-counter", "--ink", ink, "--in", folder.toString());
        assertThat(made.code()).as(made.err()).isZero();
        Path project = folder.resolve("my-counter");

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
        assertThat(Files.readString(bundle)).contains("\"language\":\"ink! " + ink + ".");
        ContractRunner stage = new ContractRunner();
        Deployed contract = stage.deploy(file, ContractRunner.ALICE, "new", "7");
        ContractRunner.Answer raised = stage.command(contract, ContractRunner.BOB, "raise", "5");
        assertThat(raised.value()).hasToString("12");
        assertThat(stage.events(contract, raised))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.fields().path("count").asInt()).isEqualTo(12));
        ContractRunner.Answer reset = stage.command(contract, ContractRunner.BOB, "reset");
        assertThat(reset.isError()).as(reset.text()).isTrue();
        assertThat(reset.text()).contains("NotOwner");
        assertThat(stage.query(contract, ContractRunner.BOB, "get").value()).hasToString("12");

        String ours = Files.readString(bundle);
        asCargoContractWritesIt(project);
        ContractShell.Ran again = run("build", project.toString());
        assertThat(again.code()).as(again.err() + log(project)).isZero();
        assertThat(Files.readString(bundle)).isEqualTo(ours);
    }

    /// A crate of `cargo contract new` has no metadata program, a plain library and no profile.
    private static void asCargoContractWritesIt(Path project) throws Exception {
        Files.delete(project.resolve("metadata.rs"));
        Path manifest = project.resolve("Cargo.toml");
        String ours = Files.readString(manifest);
        String theirs = ours.replaceAll(
                        "(?ms)^(# [^\\n]*\\n)?\\[(\\[example\\]|dev-dependencies|profile\\.release)\\].*?(?=^\\[|^#)",
                        "")
                .replaceAll("(?m)^crate-type.*\\n", "");
        assertThat(theirs)
                .doesNotContain("example", "cdylib", "serde_json", "panic")
                .contains("[dependencies]", "[features]");
        Files.writeString(manifest, theirs);
    }

    private static String log(Path project) throws Exception {
        Path log = project.resolve("target/phala-build.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /// Whether a build failed for want of crates.io.
    static boolean offline(String said) {
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
