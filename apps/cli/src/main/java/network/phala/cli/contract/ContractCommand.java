package network.phala.cli.contract;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `phala contract`: the commands for people who write contracts.
@Command(
        name = "contract",
        mixinStandardHelpOptions = true,
        description = "Writes, checks, deploys and speaks to ink! contracts.",
        subcommands = {
            NewCommand.class,
            BuildCommand.class,
            CheckCommand.class,
            UploadCommand.class,
            DeployCommand.class,
            CallCommand.class,
            QueryCommand.class,
            EventsCommand.class,
            LogsCommand.class
        },
        footer = {
            "",
            "Example: from nothing to an answer, beside a running `phala devnet --ready-file /tmp/net.json`",
            "  phala contract new flipper",
            "  phala contract build flipper",
            "  phala contract deploy flipper/target/flipper.contract false --ready-file /tmp/net.json",
            "  phala contract query flipper/target/flipper.contract 0x… get --ready-file /tmp/net.json"
        })
public final class ContractCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /// Made by picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public ContractCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
