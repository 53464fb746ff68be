package network.phala.cli.contract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import network.phala.cli.action.Action;
import network.phala.cli.action.CommandFailedException;
import network.phala.cli.action.CrateTemplate;
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
final class NewCommand extends Action {
    private static final CrateTemplate TEMPLATE = new CrateTemplate(
            "/network/phala/cli/contract/template", List.of("Cargo.toml", "lib.rs", "metadata.rs", "gitignore"));
    private static final String ATTRIBUTES = "#![cfg_attr(not(feature = \"std\"), no_std, no_main)]";

    /// A line of ink!: what its contracts write differently.
    ///
    /// @param version the one that compiles together with the recipe
    /// @param crates what it comes in
    /// @param attributes first lines of the crate
    /// @param metadata type of what the metadata program prints
    private record Line(String version, List<String> crates, String attributes, String metadata) {
        private static final Map<Integer, Line> ALL = Map.of(
                3,
                new Line(
                        "3.4.0",
                        List.of("ink_lang", "ink_primitives", "ink_metadata", "ink_env", "ink_storage"),
                        "#![cfg_attr(not(feature = \"std\"), no_std)]\n\nuse ink_lang as ink;",
                        "ink_metadata::MetadataVersioned"),
                4,
                new Line("4.3.0", List.of("ink"), ATTRIBUTES, "ink::metadata::InkProject"),
                5,
                new Line("5.1.1", List.of("ink"), ATTRIBUTES, "ink::metadata::InkProject"));

        private String dependencies() {
            return crates.stream()
                    .map(crate -> crate + " = { version = \"=" + version + "\", default-features = false"
                            + (crate.equals("ink_metadata") ? ", features = [\"derive\"], optional = true }" : " }"))
                    .collect(Collectors.joining("\n"));
        }

        private String std() {
            return crates.stream().map(crate -> '"' + crate + "/std\"").collect(Collectors.joining(", "));
        }

        private String fill(String template) {
            return template.replace("{{ink}}", dependencies())
                    .replace("{{std}}", std())
                    .replace("{{attributes}}", attributes)
                    .replace("{{metadata}}", metadata);
        }
    }

    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the crate and its folder.")
    private String name;

    @Option(
            names = "--ink",
            paramLabel = "3|4|5",
            defaultValue = "5",
            description = "The ink! line (default: 5; Phala's chain extension crate `pink` needs 4).")
    private int ink;

    @Option(names = "--in", paramLabel = "DIR", description = "Where the folder is made (default: here).")
    private @Nullable Path in;

    @SuppressWarnings("NullAway.Init")
    NewCommand() {}

    @Override
    protected int run() throws IOException, CommandFailedException {
        Line line = Line.ALL.get(ink);
        if (line == null) {
            throw new CommandFailedException("--ink " + ink + "; expected 3, 4 or 5");
        }
        Path folder = TEMPLATE.write(name, in, text -> line.fill(text).replace("{{type}}", typeName(name)));
        say("Wrote " + folder + " (ink! " + line.version() + ").");
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
}
