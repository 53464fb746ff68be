package network.phala.cli.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import network.phala.cli.action.Action;
import network.phala.cli.action.CommandFailedException;
import network.phala.cli.action.Crate;
import network.phala.cli.action.CrateBuild;
import network.phala.cli.action.Toolchain;
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
final class BuildCommand extends Action {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /// Everything but the two entry points is shaken off: rustc exports memcpy and its like, which no cluster takes.
    private static final String EXPORTS = """
            [{"name":"outside","root":true,"reaches":["call","deploy"]},{"name":"call","export":"call"},{"name":"deploy","export":"deploy"}]
            """;
    /// A memory of 2 to 16 pages is imported; source locations would make builds differ from folder to folder.
    private static final CrateBuild.Target TARGET = new CrateBuild.Target(
            "wasm32v1-none",
            "-Clink-arg=-zstack-size=65536 -Clink-arg=--import-memory "
                    + "-Clink-arg=--max-memory=1048576 -Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none");

    private static final List<String> COMPILATION = List.of("--no-default-features", "-Z", "build-std=core,alloc");

    /// The release profile of `cargo contract`, for what a manifest leaves out.
    private static final Map<String, String> PROFILE =
            Map.of("panic", "abort", "lto", "fat", "opt-level", "z", "codegen-units", "1", "overflow-checks", "true");

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
    protected int run() throws IOException, ContractFileException, CommandFailedException {
        CrateBuild.requireCrate(folder, "`phala contract new NAME` writes a contract to begin with");
        Toolchain tools = Toolchain.find(System.getenv(), Toolchain.Purpose.CONTRACT);
        try (CrateBuild build = CrateBuild.open(folder, tools, TARGET)) {
            Crate crate = build.crate();
            say(crate.name() + " with rustc " + tools.version());
            Path raw = build.compile(PROFILE, COMPILATION);
            say(
                    "  compiled; now its metadata, for which ink! is compiled once more, for this machine: minutes, the first time");
            MetadataProgram program = MetadataProgram.of(
                    crate, build.workspace(), build.target(), build.scratch().resolve("metadata"));
            byte[] metadata = build.cargo(Map.of(), program.arguments());
            Bytes wasm = build.optimized(shaken(build, tools, raw), "--zero-filled-memory");
            Path bundle = out == null ? folder.resolve("target").resolve(crate.name() + ".contract") : out;
            write(bundle, crate, build.workspace(), tools, metadata, wasm);
            return report(bundle);
        }
    }

    /// Only the two entry points and what they need.
    private static Path shaken(CrateBuild build, Toolchain tools, Path raw) throws IOException, CommandFailedException {
        Path graph = Files.writeString(build.scratch().resolve("exports.json"), EXPORTS);
        Path shaken = build.scratch().resolve("shaken.wasm");
        build.binaryen(List.of(
                tools.shaker().toString(), raw.toString(), "--graph-file", graph.toString(), "-o", shaken.toString()));
        return shaken;
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

    private static void write(Path file, Crate crate, Path workspace, Toolchain tools, byte[] metadata, Bytes wasm)
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
    private static String inkVersion(Crate crate, Path workspace) throws IOException, CommandFailedException {
        String library = MetadataProgram.isThirdLine(crate) ? "ink_lang" : "ink";
        return MetadataProgram.lockedVersion(workspace.resolve("Cargo.lock"), library)
                .orElseThrow(() -> new CommandFailedException(crate.name() + " does not depend on ink!"));
    }
}
