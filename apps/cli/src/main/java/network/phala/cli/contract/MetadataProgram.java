package network.phala.cli.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.phala.cli.action.CommandFailedException;
import network.phala.cli.action.Crate;
import tools.jackson.databind.json.JsonMapper;

/// The host program that prints a contract's metadata: an example of the crate where it has one, as those of
/// `phala contract new`; for any other crate, such as those of `cargo contract new`, a program beside it that links
/// the contract and calls what `#[ink::contract]` generates. The crate itself is never touched.
///
/// @param arguments what cargo is given to run it, in the crate's folder
record MetadataProgram(List<String> arguments) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MANIFEST = """
            [package]
            name = "metadata-of-contract"
            version = "0.0.0"
            edition = "2021"

            [dependencies]
            contract = { package = %s, path = %s, default-features = false, features = ["std"] }
            %s = { version = "=%s", default-features = false, features = ["std"] }
            serde_json = { version = "1", default-features = false, features = ["std"] }

            [profile.dev]
            debug = false

            [workspace]
            """;
    private static final String MAIN = """
            use contract as _;

            extern "Rust" {
                fn __ink_generate_metadata() -> %s;
            }

            fn main() {
                let metadata = unsafe { __ink_generate_metadata() };
                println!("{}", serde_json::to_string(&metadata).expect("metadata is plain data"));
            }
            """;

    /// @param workspace the folder of the crate's Cargo.lock, made by building it
    /// @param target where cargo keeps what it builds; what it built before is used again
    /// @param scratch an empty folder for a program of our own
    /// @throws CommandFailedException when the crate cannot be linked into a program; says why
    static MetadataProgram of(Crate crate, Path workspace, Path target, Path scratch)
            throws IOException, CommandFailedException {
        Optional<String> own = ownExample(crate);
        if (own.isPresent()) {
            return new MetadataProgram(List.of("run", "-q", "--example", own.get()));
        }
        if (!crate.isLinkable()) {
            throw new CommandFailedException("The library of " + crate.name() + " is of crate-type "
                    + crate.libraryTypes() + " only; add \"rlib\", so that a program can print its metadata");
        }
        if (!crate.hasFeature("std")) {
            throw new CommandFailedException(crate.name()
                    + " has no feature `std`; ink! needs it to print metadata: std = [\"ink/std\", …], as `phala contract "
                    + "new` writes it");
        }
        Path lock = workspace.resolve("Cargo.lock");
        // The linker does not check the type, so it must be that of the line.
        String library = isThirdLine(crate) ? "ink_metadata" : "ink";
        String version = lockedVersion(lock, library)
                .orElseThrow(() -> new CommandFailedException(crate.name() + " does not depend on " + library));
        Files.createDirectories(scratch.resolve("src"));
        Files.writeString(
                scratch.resolve("Cargo.toml"),
                MANIFEST.formatted(quoted(crate.name()), quoted(crate.folder().toString()), library, version));
        Files.writeString(
                scratch.resolve("src/main.rs"),
                MAIN.formatted(isThirdLine(crate) ? "ink_metadata::MetadataVersioned" : "ink::metadata::InkProject"));
        Files.copy(lock, scratch.resolve("Cargo.lock"));
        return new MetadataProgram(List.of(
                "run",
                "-q",
                "--manifest-path",
                scratch.resolve("Cargo.toml").toString(),
                "--target-dir",
                target.toString()));
    }

    /// The version of a package that a lock file holds; the highest, if there are several.
    static Optional<String> lockedVersion(Path lock, String name) throws IOException {
        if (!Files.isRegularFile(lock)) {
            return Optional.empty();
        }
        Matcher versions = Pattern.compile("name = \"" + Pattern.quote(name) + "\"\\R+version = \"([^\"]+)\"")
                .matcher(Files.readString(lock));
        return versions.results().map((MatchResult match) -> match.group(1)).reduce((_, later) -> later);
    }

    /// A JSON string is one of TOML as well.
    private static String quoted(String text) {
        return JSON.writeValueAsString(text);
    }

    /// Whether it is written for ink! 3, which comes in several crates and not in one.
    static boolean isThirdLine(Crate crate) {
        return crate.dependsOn("ink_lang");
    }

    private static Optional<String> ownExample(Crate crate) {
        return crate.json()
                .path("targets")
                .valueStream()
                .filter(target -> target.path("kind").path(0).asString().equals("example"))
                .map(target -> target.path("name").asString())
                .filter(example -> example.endsWith("metadata"))
                .findFirst();
    }
}
