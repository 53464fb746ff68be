package network.phala.cli.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import network.phala.client.contract.ContractFile;
import network.phala.client.contract.ContractFileException;
import network.phala.crypto.Blake2b;
import network.phala.pink.contracts.Determinism;
import network.phala.pink.contracts.UploadCheck;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `phala contract build`: the recipe of examples/build.sh for one crate.
@Command(
        name = "build",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Compiles an ink! contract and makes its .contract bundle.",
            "Needs rustc and cargo with the standard library's source, LLVM's wasm-ld and binaryen; says which of them",
            "are missing."
        },
        footer = {"", "Examples:", "  phala contract build counter", "  phala contract build . --out /tmp/my.contract"})
final class BuildCommand extends ContractAction {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /// Everything but the two entry points is shaken off: rustc exports memcpy and its like, which no cluster takes.
    private static final String EXPORTS = """
            [{"name":"outside","root":true,"reaches":["call","deploy"]},{"name":"call","export":"call"},{"name":"deploy","export":"deploy"}]
            """;
    /// A memory of 2 to 16 pages is imported; source locations would make builds differ from folder to folder.
    private static final String FLAGS = "-Clink-arg=-zstack-size=65536 -Clink-arg=--import-memory "
            + "-Clink-arg=--max-memory=1048576 -Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none";

    @Parameters(
            index = "0",
            arity = "0..1",
            defaultValue = ".",
            paramLabel = "DIR",
            description = "The crate's folder.")
    private Path folder;

    @Option(names = "--out", paramLabel = "FILE", description = "The bundle (default: DIR/target/NAME.contract).")
    private @Nullable Path out;

    @SuppressWarnings("NullAway.Init")
    BuildCommand() {}

    @Override
    int run() throws IOException, ContractFileException, CommandFailedException {
        if (!Files.isRegularFile(folder.resolve("Cargo.toml"))) {
            throw new CommandFailedException(
                    folder + " has no Cargo.toml; `phala contract new NAME` writes a contract to begin with");
        }
        Toolchain tools = Toolchain.find(System.getenv());
        JsonNode crate = crate(tools);
        String name = crate.path("name").asString();
        String example = metadataExample(crate);
        say(name + " with rustc " + tools.version());
        Path scratch = Files.createTempDirectory("phala-contract-build-");
        try {
            cargo(
                    tools,
                    scratch,
                    "build",
                    "--release",
                    "--lib",
                    "--no-default-features",
                    "-Z",
                    "build-std=core,alloc",
                    "--target",
                    "wasm32v1-none");
            say(
                    "  compiled; now its metadata, for which ink! is compiled once more, for this machine: minutes, the first time");
            byte[] metadata = cargo(tools, scratch, "run", "-q", "--example", example);
            Bytes wasm = slim(tools, scratch, name);
            Path bundle = out == null ? folder.resolve("target").resolve(name + ".contract") : out;
            write(bundle, crate, tools, metadata, wasm);
            return report(bundle);
        } finally {
            delete(scratch);
        }
    }

    private int report(Path bundle) throws IOException, ContractFileException {
        ContractFile file = ContractFile.read(bundle);
        UploadCheck check = UploadCheck.of(file.wasm(), Determinism.ENFORCED);
        say("code", file.wasm().size() + " bytes");
        say("code hash", file.codeHash());
        say("bundle", bundle);
        check.problems().forEach(problem -> say("  refused: " + problem));
        return check.accepted() ? 0 : 1;
    }

    /// The crate as cargo understands its manifest.
    private JsonNode crate(Toolchain tools) throws IOException, CommandFailedException {
        byte[] answer = execute(
                tools,
                List.of(tools.rust().resolve("cargo").toString(), "metadata", "--no-deps", "--format-version", "1"),
                folder.resolve("target/phala-build.log"));
        try {
            Path manifest = folder.resolve("Cargo.toml").toRealPath();
            for (JsonNode each : JSON.readTree(answer).path("packages")) {
                if (Path.of(each.path("manifest_path").asString()).toRealPath().equals(manifest)) {
                    return each;
                }
            }
        } catch (JacksonException e) {
            throw new CommandFailedException("cargo metadata answered no JSON: " + e.getOriginalMessage());
        }
        throw new CommandFailedException(folder.resolve("Cargo.toml") + " describes no crate");
    }

    private static String metadataExample(JsonNode crate) throws CommandFailedException {
        for (JsonNode target : crate.path("targets")) {
            String name = target.path("name").asString();
            if (target.path("kind").path(0).asString().equals("example") && name.endsWith("metadata")) {
                return name;
            }
        }
        throw new CommandFailedException(crate.path("name").asString()
                + " has no example that prints its metadata; add metadata.rs and its [[example]] as `phala contract new` "
                + "writes them");
    }

    private byte[] cargo(Toolchain tools, Path scratch, String... arguments)
            throws IOException, CommandFailedException {
        List<String> command =
                new ArrayList<>(List.of(tools.rust().resolve("cargo").toString()));
        command.addAll(List.of(arguments));
        return execute(tools, command, scratch.resolve("cargo.log"));
    }

    private Bytes slim(Toolchain tools, Path scratch, String name) throws IOException, CommandFailedException {
        Path raw = target(tools).resolve("wasm32v1-none/release").resolve(name.replace('-', '_') + ".wasm");
        if (!Files.isRegularFile(raw)) {
            throw new CommandFailedException("cargo made no " + raw + "; is crate-type \"cdylib\"?");
        }
        Path graph = Files.writeString(scratch.resolve("exports.json"), EXPORTS);
        Path shaken = scratch.resolve("shaken.wasm");
        Path optimized = scratch.resolve("optimized.wasm");
        Path log = scratch.resolve("binaryen.log");
        execute(
                tools,
                List.of(
                        tools.shaker().toString(),
                        raw.toString(),
                        "--graph-file",
                        graph.toString(),
                        "-o",
                        shaken.toString()),
                log);
        execute(
                tools,
                List.of(
                        tools.optimizer().toString(),
                        "-Oz",
                        "--mvp-features",
                        "--zero-filled-memory",
                        "--strip-debug",
                        "--strip-producers",
                        "--strip-target-features",
                        shaken.toString(),
                        "-o",
                        optimized.toString()),
                log);
        return Bytes.wrap(Files.readAllBytes(optimized));
    }

    /// Where cargo puts things: a crate of a workspace shares its folder.
    private Path target(Toolchain tools) throws IOException, CommandFailedException {
        byte[] answer = execute(
                tools,
                List.of(tools.rust().resolve("cargo").toString(), "metadata", "--no-deps", "--format-version", "1"),
                folder.resolve("target/phala-build.log"));
        return Path.of(JSON.readTree(answer).path("target_directory").asString());
    }

    private static void write(Path file, JsonNode crate, Toolchain tools, byte[] metadata, Bytes wasm)
            throws IOException, CommandFailedException {
        ObjectNode bundle = JSON.createObjectNode();
        bundle.putObject("source")
                .put("hash", new H256(Blake2b.hash256(wasm.toArray())).toHex())
                .put("language", "ink! " + inkVersion(crate))
                .put("compiler", "rustc " + tools.version())
                .put("wasm", wasm.toHex());
        bundle.putObject("contract")
                .put("name", crate.path("name").asString())
                .put("version", crate.path("version").asString())
                .set("authors", crate.path("authors"));
        try {
            JsonNode printed = JSON.readTree(metadata);
            printed.properties().forEach(entry -> bundle.set(entry.getKey(), entry.getValue()));
        } catch (JacksonException e) {
            throw new CommandFailedException("The metadata example printed no JSON: " + e.getOriginalMessage());
        }
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, bundle.toString() + "\n");
    }

    private static String inkVersion(JsonNode crate) throws CommandFailedException {
        for (JsonNode dependency : crate.path("dependencies")) {
            String name = dependency.path("name").asString();
            if (name.equals("ink") || name.equals("ink_lang")) {
                return dependency.path("req").asString().replaceAll("^[^0-9]*", "");
            }
        }
        throw new CommandFailedException(crate.path("name").asString() + " does not depend on ink!");
    }

    /// Runs a program in the crate's folder; what it says goes to a log, whose end is shown when it fails.
    private byte[] execute(Toolchain tools, List<String> command, Path log) throws IOException, CommandFailedException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment()
                .keySet()
                .removeAll(Set.of("RUSTC", "RUSTFLAGS", "RUSTUP_TOOLCHAIN", "CARGO_BUILD_TARGET", "CARGO_TARGET_DIR"));
        builder.environment().put("PATH", tools.rust() + ":" + System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        builder.environment().put("RUSTC_BOOTSTRAP", "1");
        builder.environment()
                .put("CARGO_TARGET_WASM32V1_NONE_LINKER", tools.linker().toString());
        builder.environment().put("CARGO_TARGET_WASM32V1_NONE_RUSTFLAGS", FLAGS);
        Process process = builder.start();
        byte[] answer;
        try (var stdout = process.getInputStream()) {
            answer = stdout.readAllBytes();
        }
        int code;
        try {
            code = process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new CommandFailedException("Interrupted");
        }
        if (code != 0) {
            List<String> lines =
                    Files.readString(log, StandardCharsets.UTF_8).lines().toList();
            throw new CommandFailedException(String.join(" ", command.subList(0, Math.min(2, command.size())))
                    + " failed with exit code " + code + ":" + System.lineSeparator()
                    + String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - 40), lines.size())));
        }
        return answer;
    }

    private static void delete(Path scratch) throws IOException {
        try (var files = Files.list(scratch)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(scratch);
    }
}
