package network.phala.cli;

import java.nio.file.Path;
import network.phala.cli.contract.ContractCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `phala` command.
@Command(
        name = "phala",
        mixinStandardHelpOptions = true,
        version = "phala 0.1.0",
        subcommands = {DemoCommand.class, DevnetCommand.class, ContractCommand.class},
        description = "Phala Network: a confidential contract network.",
        footer = {"", "Example: see it work on this machine", "  phala demo"})
public final class PhalaMain implements Runnable {
    @CommandLine.Option(names = "--train", hidden = true)
    private boolean train;

    public static void main(String[] arguments) {
        System.setProperty("logback.configurationFile", "network/phala/cli/logback.xml");
        System.exit(new CommandLine(new PhalaMain()).execute(arguments));
    }

    /// The checkout this program was started from.
    static Path root() {
        return Path.of(System.getProperty("phala.root", ".")).toAbsolutePath().normalize();
    }

    @Override
    public void run() {
        if (!train) {
            CommandLine.usage(this, System.out);
        }
    }
}
