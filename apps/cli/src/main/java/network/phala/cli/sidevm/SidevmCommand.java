package network.phala.cli.sidevm;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `phala sidevm`: the commands for people who write SideVM programs.
@Command(
        name = "sidevm",
        mixinStandardHelpOptions = true,
        description = {
            "Writes, checks, starts and speaks to SideVM programs: long-running Wasm beside a contract, one for each.",
            "",
            "A contract starts its program itself, by pink::start_sidevm(HASH) of the crate `pink`. The cluster must have",
            "the code (upload), and the driver SidevmOperation must let the contract do it (allow, by the driver's owner).",
            "An administrator of the cluster may start one for any contract (start).",
            "A program serves web pages at WORKER/sidevm/CONTRACT/. What it logs stands in the worker's own log, where",
            "that is kept with RUST_LOG=debug: phala contract logs --worker-log FILE --contract CONTRACT.",
            ""
        },
        subcommands = {
            NewCommand.class,
            BuildCommand.class,
            CheckCommand.class,
            UploadCommand.class,
            AllowCommand.class,
            StartCommand.class,
            StopCommand.class,
            QueryCommand.class,
            StatusCommand.class
        },
        footer = {
            "",
            "Example: from nothing to an answer, beside a running `phala devnet --ready-file /tmp/net.json`",
            "  phala sidevm new greeter",
            "  phala sidevm build greeter",
            "  phala sidevm upload greeter/target/greeter.wasm --ready-file /tmp/net.json",
            "  phala sidevm start 0x… greeter/target/greeter.wasm --become-administrator --ready-file /tmp/net.json",
            "  phala sidevm query 0x… \"my name\" --ready-file /tmp/net.json",
            "0x… is the contract whose program it shall be; `phala contract deploy` tells it."
        })
public final class SidevmCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /// Made by picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public SidevmCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
