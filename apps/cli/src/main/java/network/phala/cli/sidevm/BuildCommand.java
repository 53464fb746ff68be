package network.phala.cli.sidevm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import network.phala.cli.action.Action;
import network.phala.cli.action.CommandFailedException;
import network.phala.cli.action.CrateBuild;
import network.phala.cli.action.Toolchain;
import network.phala.primitives.Bytes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `phala sidevm build`: the recipe of examples/build.sh for one program.
@Command(
        name = "build",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Compiles a SideVM program and makes its code small.",
            "Needs rustc and cargo with the standard library's source, LLVM's wasm-ld and binaryen; says which of them",
            "are missing. Says in the end what a worker would refuse."
        },
        footer = {"", "Examples:", "  phala sidevm build greeter", "  phala sidevm build . --out /tmp/my.wasm"})
final class BuildCommand extends Action {
    /// WebAssembly 1.0; the ocalls are imports that nobody defines. Source locations would make builds differ from
    /// folder to folder.
    private static final String FLAGS =
            "-Clink-arg=--import-undefined -Ctarget-cpu=mvp -Zunstable-options -Zlocation-detail=none";

    private static final String TARGET = "wasm32-unknown-unknown";
    private static final List<String> COMPILATION = List.of("-Z", "build-std=std,panic_abort");
    /// As the examples', for what a manifest leaves out.
    private static final Map<String, String> PROFILE =
            Map.of("panic", "abort", "lto", "fat", "opt-level", "z", "codegen-units", "1", "strip", "symbols");

    @Parameters(
            index = "0",
            arity = "0..1",
            defaultValue = ".",
            paramLabel = "DIR",
            description = "The crate's folder.")
    private Path folder;

    @Option(names = "--out", paramLabel = "FILE", description = "The code (default: DIR/target/NAME.wasm).")
    private @Nullable Path out;

    @SuppressWarnings("NullAway.Init")
    BuildCommand() {}

    @Override
    protected int run() throws IOException, CommandFailedException {
        CrateBuild.requireCrate(folder, "`phala sidevm new NAME` writes a program to begin with");
        Toolchain tools = Toolchain.find(System.getenv(), Toolchain.Purpose.PROGRAM);
        try (CrateBuild build = CrateBuild.open(folder, tools, new CrateBuild.Target(TARGET, flags()))) {
            String name = build.crate().name();
            if (!build.crate().hasLibrary()) {
                throw new CommandFailedException(
                        name + " has no library; a program is a library (src/lib.rs) whose main "
                                + "function has the attribute #[sidevm::main]");
            }
            if (build.crate().dependsOn("ink")) {
                throw new CommandFailedException(name
                        + " is an ink! contract, no SideVM program; build it by `phala contract build " + folder + "`");
            }
            say(name + " with rustc " + tools.version());
            say("  the standard library is compiled along with it: a minute or two, the first time");
            Path raw = build.compile(PROFILE, COMPILATION);
            Bytes code = build.optimized(raw, "--enable-sign-ext");
            Path file = out == null ? folder.resolve("target").resolve(name + ".wasm") : out;
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.write(file, code.toArray());
            return report(new ProgramFile(file, code));
        }
    }

    /// Paths of this machine in panic messages would do what locations do.
    private String flags() throws IOException {
        String home = System.getenv().getOrDefault("CARGO_HOME", System.getProperty("user.home") + "/.cargo");
        String flags = FLAGS;
        for (Map.Entry<String, String> each : Map.of(
                        home + "/registry/src", "/cargo", folder.toRealPath().toString(), "/src")
                .entrySet()) {
            // The flags are separated by spaces, and cargo knows no quotes there.
            if (!each.getKey().contains(" ")) {
                flags += " --remap-path-prefix=" + each.getKey() + "=" + each.getValue();
            }
        }
        return flags;
    }

    private int report(ProgramFile program) {
        say("code", program.code().size() + " bytes");
        say("code hash", program.hash());
        say("file", program.path());
        List<String> problems = program.check().problems();
        problems.forEach(problem -> say("  refused: " + problem));
        return problems.isEmpty() ? 0 : 1;
    }
}
