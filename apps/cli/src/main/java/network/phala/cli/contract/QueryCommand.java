package network.phala.cli.contract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import network.phala.cli.action.Action;
import network.phala.cli.action.Amounts;
import network.phala.cli.action.CommandFailedException;
import network.phala.cli.action.Connection;
import network.phala.cli.action.Question;
import network.phala.client.cluster.ClusterClient;
import network.phala.client.contract.ContractFile;
import network.phala.client.contract.ContractFileException;
import network.phala.client.worker.ContractClient;
import network.phala.client.worker.QueryException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `phala contract query`.
@Command(
        name = "query",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Asks a contract, encrypted, straight at the worker. Nothing is changed and nothing is paid.",
            "Exits with 1 when the message failed, reverted or answered an error that reverts."
        },
        footer = {
            "",
            "Examples:",
            "  phala contract query flipper.contract 0x12… get --ready-file /tmp/net.json",
            "  phala contract query erc20.contract 0x12… balance_of //Bob --account //Bob --json",
            "Arguments are text or JSON: //Bob, 0x…, 42, true, '[1,2]', '{\"x\": 1}', null."
        })
final class QueryCommand extends Action {
    @Parameters(index = "0", paramLabel = "FILE", description = "The .contract bundle.")
    private Path file;

    @Parameters(index = "1", paramLabel = "CONTRACT", description = "The contract's id.")
    private String contract;

    @Parameters(index = "2", paramLabel = "MESSAGE", description = "The message to ask.")
    private String message;

    @Parameters(index = "3..*", paramLabel = "ARG", description = "Its arguments, text or JSON.")
    private List<String> arguments = new ArrayList<>();

    @Option(
            names = {"--transfer", "--value"},
            paramLabel = "AMOUNT",
            defaultValue = "0",
            description = "Money to send along.")
    private String transfer;

    @Option(names = "--estimate", description = "Run it as the command would run, to see gas and deposit.")
    private boolean estimate;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private Connection connection;

    @SuppressWarnings("NullAway.Init")
    QueryCommand() {}

    @Override
    protected boolean json() {
        return json;
    }

    @Override
    protected int run() throws IOException, ContractFileException, QueryException, CommandFailedException {
        ContractFile bundle = ContractFile.read(file);
        ContractFile.Message wanted = bundle.message(message);
        var data = bundle.encodeCall(wanted, arguments);
        H256 id = Connection.contract(contract);
        U128 value = Amounts.parse("--value", transfer);
        requirePayable(wanted, value);
        ContractClient.Mode base = estimate ? ContractClient.Mode.ESTIMATE : ContractClient.Mode.PLAIN;
        ContractClient.Mode mode = base.withTransfer(value);
        try (Sr25519.Pair asker = connection.pair();
                ClusterClient cluster = connection.open()) {
            Results results = Results.of(
                    bundle, wanted, Question.ask(() -> cluster.queries().query(id, data, mode, asker)));
            if (json) {
                say(results.json().toString());
            } else {
                say(results.text());
                say(
                        "gas",
                        Amounts.gas(results.run().gasConsumed()) + " (to ask for: "
                                + Amounts.gas(results.run().gasRequired()) + ")");
                say("deposit", results.deposit());
                if (!results.run().debugMessage().isEmpty()) {
                    say("debug message", results.run().debugMessage());
                }
            }
            return results.fine() ? 0 : 1;
        }
    }

    /// ink! panics without a word when money comes to who does not take it.
    static void requirePayable(ContractFile.Message message, U128 value) throws CommandFailedException {
        if (!message.payable() && !value.equals(U128.ZERO)) {
            throw new CommandFailedException(
                    message.signature() + " takes no money (it is not payable), and " + value + " would be sent along");
        }
    }
}
