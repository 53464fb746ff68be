package network.phala.cli.sidevm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import network.phala.cli.action.Action;
import network.phala.cli.action.CommandFailedException;
import network.phala.cli.action.CrateTemplate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `phala sidevm new`.
@Command(
        name = "new",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes a small SideVM program into a new folder, ready to build.",
            "It answers queries, hears its contract and serves a web page, by the crate `sidevm`."
        },
        footer = {"", "Examples:", "  phala sidevm new greeter", "  phala sidevm new greeter --in ~/programs"})
final class NewCommand extends Action {
    private static final CrateTemplate TEMPLATE =
            new CrateTemplate("/network/phala/cli/sidevm/template", List.of("Cargo.toml", "lib.rs", "gitignore"));

    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the crate and its folder.")
    private String name;

    @Option(names = "--in", paramLabel = "DIR", description = "Where the folder is made (default: here).")
    private @Nullable Path in;

    @SuppressWarnings("NullAway.Init")
    NewCommand() {}

    @Override
    protected int run() throws IOException, CommandFailedException {
        Path folder = TEMPLATE.write(name, in, UnaryOperator.identity());
        say("Wrote " + folder + ".");
        say("  phala sidevm build " + folder);
        return 0;
    }
}
