package network.phala.cli.action;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The programs that compile contracts and SideVM programs, as found on this machine.
///
/// @param rust folder of a rustc and cargo whose standard library's source is there
/// @param shaker wasm-metadce
public record Toolchain(Path rust, String version, Path linker, Path optimizer, Path shaker) {
    /// What is to be built, for the message.
    public enum Purpose {
        CONTRACT("contracts"),
        PROGRAM("programs");

        private final String words;

        Purpose(String words) {
            this.words = words;
        }
    }

    private static final Pattern LLVM = Pattern.compile("LLVM version: (\\d+)");
    private static final String INSTALL =
            "apt-get install --no-install-recommends rustc-web cargo-web rust-web-src lld-22 binaryen";

    /// Looks for everything.
    ///
    /// @throws CommandFailedException naming all that is missing, and how to get it
    public static Toolchain find(Map<String, String> environment, Purpose purpose)
            throws IOException, CommandFailedException {
        Set<Path> folders = folders(environment);
        List<String> missing = new ArrayList<>();
        Path rust = null;
        String sourceless = "";
        for (Path folder : folders) {
            if (Files.isExecutable(folder.resolve("rustc")) && Files.isExecutable(folder.resolve("cargo"))) {
                Path sysroot = Path.of(
                        output(folder.resolve("rustc"), "--print", "sysroot").strip());
                if (Files.isDirectory(sysroot.resolve("lib/rustlib/src/rust/library"))) {
                    rust = folder;
                    break;
                }
                sourceless = " (" + folder.resolve("rustc") + " has no source of the standard library)";
            }
        }
        String verbose = rust == null ? "" : output(rust.resolve("rustc"), "-vV");
        Matcher llvm = LLVM.matcher(verbose);
        String major = llvm.find() ? llvm.group(1) : "";
        Optional<Path> linker = program(folders, "wasm-ld-" + major).or(() -> program(folders, "wasm-ld"));
        Optional<Path> optimizer = program(folders, "wasm-opt");
        Optional<Path> shaker = program(folders, "wasm-metadce");
        if (rust == null) {
            missing.add("rustc and cargo with the source of the standard library" + sourceless);
        }
        if (linker.isEmpty()) {
            missing.add("wasm-ld" + (major.isEmpty() ? "" : "-" + major) + " (LLVM's linker)");
        }
        if (optimizer.isEmpty()) {
            missing.add("wasm-opt (binaryen)");
        }
        if (shaker.isEmpty()) {
            missing.add("wasm-metadce (binaryen)");
        }
        if (rust == null || linker.isEmpty() || optimizer.isEmpty() || shaker.isEmpty()) {
            throw new CommandFailedException("Missing to build " + purpose.words + ": " + String.join("; ", missing)
                    + ". On Debian: " + INSTALL);
        }
        String version = output(rust.resolve("rustc"), "--version").split(" ")[1];
        return new Toolchain(rust, version, linker.get(), optimizer.get(), shaker.get());
    }

    /// The folders of PATH, then the system's own: a rustup toolchain on the PATH often lacks the source.
    private static Set<Path> folders(Map<String, String> environment) {
        Set<Path> folders = new LinkedHashSet<>();
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (!folder.isEmpty()) {
                folders.add(Path.of(folder));
            }
        }
        if (!environment.containsKey("PHALA_TOOLS_ON_PATH_ONLY")) {
            folders.add(Path.of("/usr/bin"));
        }
        return folders;
    }

    private static Optional<Path> program(Set<Path> folders, String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String output(Path program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeAll(Set.of("RUSTC", "RUSTFLAGS", "RUSTUP_TOOLCHAIN"));
        Process process = builder.start();
        try (var out = process.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
