package network.phala.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import network.phala.cli.contract.ContractCommand;
import network.phala.cli.sidevm.SidevmCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `phala` command.
@Command(
        name = "phala",
        mixinStandardHelpOptions = true,
        subcommands = {DemoCommand.class, DevnetCommand.class, ContractCommand.class, SidevmCommand.class},
        description = "Phala Network: a confidential contract network.",
        footer = {"", "Example: see it work on this machine", "  phala demo"})
public final class PhalaMain implements Runnable {
    private static final String VERSION = "phala 0.1.0";

    /// Examples are meant to be copied: none of them may be broken into two lines.
    private static final int HELP_WIDTH = 120;

    @CommandLine.Option(names = "--train", hidden = true)
    private boolean train;

    public static void main(String[] arguments) {
        System.setProperty("logback.configurationFile", "network/phala/cli/logback.xml");
        System.exit(commandLine().execute(arguments));
    }

    /// What goes wrong outside of this program is told in a sentence.
    static CommandLine commandLine() {
        CommandLine all = new CommandLine(new PhalaMain())
                .setUsageHelpWidth(HELP_WIDTH)
                .setExecutionExceptionHandler((e, command, _) -> {
                    if (!(e instanceof IOException)) {
                        throw e;
                    }
                    command.getErr().println(command.getCommandName() + ": " + sentence(e));
                    return 1;
                });
        tellVersion(all);
        return all;
    }

    private static void tellVersion(CommandLine command) {
        command.getCommandSpec().version(VERSION);
        command.getSubcommands().values().forEach(PhalaMain::tellVersion);
    }

    /// The messages of file operations are nothing but the file's name.
    private static String sentence(Exception e) {
        return switch (e) {
            case FileAlreadyExistsException file -> file.getFile() + " is there already and is no folder";
            case NoSuchFileException file -> file.getFile() + " does not exist, or its folder does not";
            case AccessDeniedException file -> file.getFile() + " may not be read or written by this user";
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
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
