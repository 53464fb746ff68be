package network.phala.cli.action;

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
import network.phala.primitives.Bytes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A crate on its way to Wasm: runs cargo and binaryen for it. What they say goes to logs, whose end is shown when they
/// fail. Close it to delete its scratch folder.
public final class CrateBuild implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern RELEASE = Pattern.compile("(?ms)^\\[profile\\.release]\\s*$(.*?)(?=^\\[|\\z)");
    private static final int LINES_SHOWN = 40;

    private final Path folder;
    private final Toolchain tools;
    private final Target compiledFor;
    private final Path scratch;
    private final JsonNode described;
    private final Crate crate;

    /// What a crate is compiled for.
    ///
    /// @param name rustc's word for it
    /// @param flags for rustc, separated by spaces
    public record Target(String name, String flags) {
        private String setting(String which) {
            return "CARGO_TARGET_" + name.replace('-', '_').toUpperCase(Locale.ROOT) + "_" + which;
        }
    }

    private CrateBuild(Path folder, Toolchain tools, Target compiledFor, Path scratch)
            throws IOException, CommandFailedException {
        this.folder = folder;
        this.tools = tools;
        this.compiledFor = compiledFor;
        this.scratch = scratch;
        this.described = describe();
        this.crate = find();
    }

    /// The crate of a folder, which [#requireCrate] found to be one.
    public static CrateBuild open(Path folder, Toolchain tools, Target compiledFor)
            throws IOException, CommandFailedException {
        Path scratch = Files.createTempDirectory("phala-build-");
        try {
            return new CrateBuild(folder, tools, compiledFor, scratch);
        } catch (IOException | CommandFailedException e) {
            delete(scratch);
            throw e;
        }
    }

    /// @param hint how to come to a crate
    public static void requireCrate(Path folder, String hint) throws CommandFailedException {
        if (!Files.isRegularFile(folder.resolve("Cargo.toml"))) {
            throw new CommandFailedException(folder + " has no Cargo.toml; " + hint);
        }
    }

    public Crate crate() {
        return crate;
    }

    /// The folder of `Cargo.lock`.
    public Path workspace() {
        return Path.of(described.path("workspace_root").asString());
    }

    /// Where cargo keeps what it builds.
    public Path target() {
        return Path.of(described.path("target_directory").asString());
    }

    /// An empty folder that goes with this object.
    public Path scratch() {
        return scratch;
    }

    /// Compiles the library for the target; returns its file.
    ///
    /// @param profile what the release profile shall be where the manifest says nothing
    /// @param arguments for `cargo rustc`, behind those that every build has
    public Path compile(Map<String, String> profile, List<String> arguments)
            throws IOException, CommandFailedException {
        // As a cdylib alone, whatever the crate says: beside an rlib cargo optimizes nothing across crates, and code
        // comes out twice as long.
        List<String> all = new ArrayList<>(
                List.of("rustc", "--lib", "--crate-type", "cdylib", "--release", "--target", compiledFor.name()));
        all.addAll(arguments);
        cargo(missing(profile), all);
        Path raw = target().resolve(compiledFor.name() + "/release").resolve(crate.libraryName() + ".wasm");
        if (!Files.isRegularFile(raw)) {
            throw new CommandFailedException("cargo made no " + raw);
        }
        return raw;
    }

    /// Runs cargo in the crate's folder; returns what it printed.
    public byte[] cargo(Map<String, String> settings, List<String> arguments)
            throws IOException, CommandFailedException {
        List<String> command =
                new ArrayList<>(List.of(tools.rust().resolve("cargo").toString()));
        command.addAll(arguments);
        return execute(settings, command, scratch.resolve("cargo.log"));
    }

    /// Makes code small, and strips what is no code.
    ///
    /// @param options for wasm-opt, behind those that every build has
    public Bytes optimized(Path code, String... options) throws IOException, CommandFailedException {
        Path optimized = scratch.resolve("optimized.wasm");
        List<String> command = new ArrayList<>(List.of(
                tools.optimizer().toString(),
                "-Oz",
                "--mvp-features",
                "--strip-debug",
                "--strip-producers",
                "--strip-target-features"));
        command.addAll(List.of(options));
        command.addAll(List.of(code.toString(), "-o", optimized.toString()));
        binaryen(command);
        return Bytes.wrap(Files.readAllBytes(optimized));
    }

    /// Runs a program of binaryen.
    public void binaryen(List<String> command) throws IOException, CommandFailedException {
        execute(Map.of(), command, scratch.resolve("binaryen.log"));
    }

    /// What the manifest does not say of its release profile.
    private Map<String, String> missing(Map<String, String> profile) throws IOException {
        String manifest = Files.readString(workspace().resolve("Cargo.toml"));
        Matcher section = RELEASE.matcher(manifest);
        String said = section.find() ? section.group(1) : "";
        Map<String, String> missing = new TreeMap<>();
        profile.forEach((key, value) -> {
            if (!Pattern.compile("(?m)^\\s*" + key + "\\s*=").matcher(said).find()) {
                missing.put("CARGO_PROFILE_RELEASE_" + key.replace('-', '_').toUpperCase(Locale.ROOT), value);
            }
        });
        return missing;
    }

    /// The crate's manifest and its workspace as cargo understands them.
    private JsonNode describe() throws IOException, CommandFailedException {
        try {
            return JSON.readTree(execute(
                    Map.of(),
                    List.of(tools.rust().resolve("cargo").toString(), "metadata", "--no-deps", "--format-version", "1"),
                    folder.resolve("target/phala-build.log")));
        } catch (JacksonException e) {
            throw new CommandFailedException("cargo metadata answered no JSON: " + e.getOriginalMessage());
        }
    }

    private Crate find() throws IOException, CommandFailedException {
        Path manifest = folder.resolve("Cargo.toml").toRealPath();
        for (JsonNode each : described.path("packages")) {
            if (Path.of(each.path("manifest_path").asString()).toRealPath().equals(manifest)) {
                return new Crate(each);
            }
        }
        throw new CommandFailedException(folder.resolve("Cargo.toml") + " describes no crate");
    }

    private byte[] execute(Map<String, String> settings, List<String> command, Path log)
            throws IOException, CommandFailedException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Map<String, String> environment = builder.environment();
        environment
                .keySet()
                .removeAll(Set.of("RUSTC", "RUSTFLAGS", "RUSTUP_TOOLCHAIN", "CARGO_BUILD_TARGET", "CARGO_TARGET_DIR"));
        environment.put("PATH", tools.rust() + ":" + System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        environment.put("RUSTC_BOOTSTRAP", "1");
        environment.put(compiledFor.setting("LINKER"), tools.linker().toString());
        environment.put(compiledFor.setting("RUSTFLAGS"), compiledFor.flags());
        environment.putAll(settings);
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
                    + String.join(
                            System.lineSeparator(),
                            lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size())));
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

    @Override
    public void close() throws IOException {
        delete(scratch);
    }
}
