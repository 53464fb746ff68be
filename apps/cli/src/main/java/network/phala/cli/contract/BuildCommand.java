package network.phala.cli.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /// As a cdylib alone, whatever the crate says: beside an rlib cargo optimizes nothing across crates, and code comes
    /// out twice as long.
    private static final List<String> COMPILATION = List.of(
            "rustc",
            "--lib",
            "--crate-type",
            "cdylib",
            "--release",
            "--no-default-features",
            "-Z",
            "build-std=core,alloc",
            "--target",
            "wasm32v1-none");

    /// The release profile of `cargo contract`, for what a manifest leaves out.
    private static final Map<String, String> PROFILE =
            Map.of("panic", "abort", "lto", "fat", "opt-level", "z", "codegen-units", "1", "overflow-checks", "true");
    private static final Pattern RELEASE = Pattern.compile("(?ms)^\\[profile\\.release]\\s*$(.*?)(?=^\\[|\\z)");

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
        JsonNode described = describe(tools);
        MetadataProgram.Crate crate = crate(described);
        Path workspace = Path.of(described.path("workspace_root").asString());
        Path target = Path.of(described.path("target_directory").asString());
        String name = crate.name();
        say(name + " with rustc " + tools.version());
        Path scratch = Files.createTempDirectory("phala-contract-build-");
        try {
            cargo(tools, scratch, profile(workspace), COMPILATION);
            say(
                    "  compiled; now its metadata, for which ink! is compiled once more, for this machine: minutes, the first time");
            MetadataProgram program = MetadataProgram.of(crate, workspace, target, scratch.resolve("metadata"));
            byte[] metadata = cargo(tools, scratch, Map.of(), program.arguments());
            Bytes wasm = slim(tools, scratch, target, crate.libraryName());
            Path bundle = out == null ? folder.resolve("target").resolve(name + ".contract") : out;
            write(bundle, crate, workspace, tools, metadata, wasm);
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

    /// What the manifest does not say of its release profile, as `cargo contract` completes it.
    static Map<String, String> profile(Path workspace) throws IOException {
        String manifest = Files.readString(workspace.resolve("Cargo.toml"));
        Matcher section = RELEASE.matcher(manifest);
        String said = section.find() ? section.group(1) : "";
        Map<String, String> missing = new TreeMap<>();
        PROFILE.forEach((key, value) -> {
            if (!Pattern.compile("(?m)^\\s*" + key + "\\s*=").matcher(said).find()) {
                missing.put("CARGO_PROFILE_RELEASE_" + key.replace('-', '_').toUpperCase(Locale.ROOT), value);
            }
        });
        return missing;
    }

    /// The crate's manifest and its workspace as cargo understands them.
    private JsonNode describe(Toolchain tools) throws IOException, CommandFailedException {
        try {
            return JSON.readTree(execute(
                    tools,
                    Map.of(),
                    List.of(tools.rust().resolve("cargo").toString(), "metadata", "--no-deps", "--format-version", "1"),
                    folder.resolve("target/phala-build.log")));
        } catch (JacksonException e) {
            throw new CommandFailedException("cargo metadata answered no JSON: " + e.getOriginalMessage());
        }
    }

    private MetadataProgram.Crate crate(JsonNode described) throws IOException, CommandFailedException {
        Path manifest = folder.resolve("Cargo.toml").toRealPath();
        for (JsonNode each : described.path("packages")) {
            if (Path.of(each.path("manifest_path").asString()).toRealPath().equals(manifest)) {
                return new MetadataProgram.Crate(each);
            }
        }
        throw new CommandFailedException(folder.resolve("Cargo.toml") + " describes no crate");
    }

    private byte[] cargo(Toolchain tools, Path scratch, Map<String, String> settings, List<String> arguments)
            throws IOException, CommandFailedException {
        List<String> command =
                new ArrayList<>(List.of(tools.rust().resolve("cargo").toString()));
        command.addAll(arguments);
        return execute(tools, settings, command, scratch.resolve("cargo.log"));
    }

    private Bytes slim(Toolchain tools, Path scratch, Path target, String library)
            throws IOException, CommandFailedException {
        Path raw = target.resolve("wasm32v1-none/release").resolve(library + ".wasm");
        if (!Files.isRegularFile(raw)) {
            throw new CommandFailedException("cargo made no " + raw);
        }
        Path graph = Files.writeString(scratch.resolve("exports.json"), EXPORTS);
        Path shaken = scratch.resolve("shaken.wasm");
        Path optimized = scratch.resolve("optimized.wasm");
        Path log = scratch.resolve("binaryen.log");
        execute(
                tools,
                Map.of(),
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
                Map.of(),
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

    private static void write(
            Path file, MetadataProgram.Crate crate, Path workspace, Toolchain tools, byte[] metadata, Bytes wasm)
            throws IOException, CommandFailedException {
        ObjectNode bundle = JSON.createObjectNode();
        bundle.putObject("source")
                .put("hash", new H256(Blake2b.hash256(wasm.toArray())).toHex())
                .put("language", "ink! " + inkVersion(crate, workspace))
                .put("compiler", "rustc " + tools.version())
                .put("wasm", wasm.toHex());
        bundle.putObject("contract")
                .put("name", crate.name())
                .put("version", crate.json().path("version").asString())
                .set("authors", crate.json().path("authors"));
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

    /// The version that was compiled.
    private static String inkVersion(MetadataProgram.Crate crate, Path workspace)
            throws IOException, CommandFailedException {
        String library = crate.isThirdLine() ? "ink_lang" : "ink";
        return MetadataProgram.lockedVersion(workspace.resolve("Cargo.lock"), library)
                .orElseThrow(() -> new CommandFailedException(crate.name() + " does not depend on ink!"));
    }

    /// Runs a program in the crate's folder; what it says goes to a log, whose end is shown when it fails.
    private byte[] execute(Toolchain tools, Map<String, String> settings, List<String> command, Path log)
            throws IOException, CommandFailedException {
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
        builder.environment().putAll(settings);
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
        try (var files = Files.walk(scratch)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
