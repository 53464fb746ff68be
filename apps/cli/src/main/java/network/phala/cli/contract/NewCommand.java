package network.phala.cli.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `phala contract new`.
@Command(
        name = "new",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Writes a small ink! contract into a new folder, ready to build.",
        footer = {
            "",
            "Examples:",
            "  phala contract new counter",
            "  phala contract new counter --ink 4 --in ~/contracts"
        })
final class NewCommand extends ContractAction {
    private static final List<String> FILES = List.of("Cargo.toml", "lib.rs", "metadata.rs", "gitignore");
    /// Versions that compile together with the recipe.
    private static final Map<Integer, String> INK = Map.of(4, "4.3.0", 5, "5.1.1");

    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the crate and its folder.")
    private String name;

    @Option(
            names = "--ink",
            paramLabel = "4|5",
            defaultValue = "5",
            description = "The ink! line (default: 5; Phala's chain extension crate `pink` needs 4).")
    private int ink;

    @Option(names = "--in", paramLabel = "DIR", description = "Where the folder is made (default: here).")
    private @Nullable Path in;

    @SuppressWarnings("NullAway.Init")
    NewCommand() {}

    @Override
    int run() throws IOException, CommandFailedException {
        if (!name.matches("[a-z][a-z0-9_-]{0,63}")) {
            throw new CommandFailedException(
                    "\"" + name + "\" is no name for a crate; expected small letters, digits, - and _, a letter first");
        }
        String version = INK.get(ink);
        if (version == null) {
            throw new CommandFailedException("--ink " + ink + "; expected 4 or 5");
        }
        Path folder = (in == null ? Path.of("") : in).resolve(name);
        if (Files.exists(folder)) {
            throw new CommandFailedException(folder + " exists already; choose another name or remove it");
        }
        Files.createDirectories(folder);
        for (String file : FILES) {
            String text = template(file)
                    .replace("{{crate}}", name.replace('-', '_'))
                    .replace("{{name}}", name)
                    .replace("{{type}}", typeName(name))
                    .replace("{{ink}}", version);
            Files.writeString(folder.resolve(file.equals("gitignore") ? ".gitignore" : file), text);
        }
        say("Wrote " + folder + " (ink! " + version + ").");
        say("  phala contract build " + folder);
        return 0;
    }

    private static String typeName(String name) {
        StringBuilder type = new StringBuilder();
        for (String part : name.split("[-_]")) {
            if (!part.isEmpty()) {
                type.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
            }
        }
        return type.toString();
    }

    private static String template(String file) {
        try (InputStream in = NewCommand.class.getResourceAsStream("template/" + file)) {
            if (in == null) {
                throw new IllegalStateException("The template " + file + " is not in this program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
