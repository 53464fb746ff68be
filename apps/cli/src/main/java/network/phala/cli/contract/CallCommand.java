package network.phala.cli.contract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.cli.action.Action;
import network.phala.cli.action.Amounts;
import network.phala.cli.action.CommandFailedException;
import network.phala.cli.action.Connection;
import network.phala.cli.action.Payment;
import network.phala.cli.action.Question;
import network.phala.cli.action.SentCommand;
import network.phala.client.cluster.ClusterClient;
import network.phala.client.contract.ContractFile;
import network.phala.client.contract.ContractFileException;
import network.phala.client.worker.ContractClient;
import network.phala.client.worker.QueryException;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.types.query.OwnOutcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// `phala contract call`.
@Command(
        name = "call",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sends a message as a command through the chain, encrypted for the contract: the chain stores ciphertext.",
            "A trial run at the worker comes first; what would fail is not sent, unless --force is given."
        },
        footer = {
            "",
            "Examples:",
            "  phala contract call flipper.contract 0x12… flip --wait --ready-file /tmp/net.json",
            "  phala contract call erc20.contract 0x12… transfer //Bob 10 --account //Alice",
            "Arguments are text or JSON: //Bob, 0x…, 42, true, '[1,2]', '{\"x\": 1}', null."
        })
final class CallCommand extends Action {
    @Parameters(index = "0", paramLabel = "FILE", description = "The .contract bundle.")
    private Path file;

    @Parameters(index = "1", paramLabel = "CONTRACT", description = "The contract's id.")
    private String contract;

    @Parameters(index = "2", paramLabel = "MESSAGE", description = "The message to send.")
    private String message;

    @Parameters(index = "3..*", paramLabel = "ARG", description = "Its arguments, text or JSON.")
    private List<String> arguments = new ArrayList<>();

    @Option(
            names = {"--transfer", "--value"},
            paramLabel = "AMOUNT",
            defaultValue = "0",
            description = "Money to send along, from the account's money in the cluster.")
    private String transfer;

    @Option(names = "--plain", description = "Send it readable for everyone.")
    private boolean plain;

    @Option(names = "--force", description = "Send it although the trial run failed; gas as --gas-limit says.")
    private boolean force;

    @Option(names = "--wait", description = "Wait until the worker has executed it, and say what it came to.")
    private boolean wait;

    @Mixin
    private Payment payment;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private Connection connection;

    @SuppressWarnings("NullAway.Init")
    CallCommand() {}

    @Override
    protected boolean json() {
        return json;
    }

    @Override
    protected int run()
            throws IOException, ContractFileException, QueryException, CryptoException, CommandFailedException {
        ContractFile bundle = ContractFile.read(file);
        ContractFile.Message wanted = bundle.message(message);
        Bytes data = bundle.encodeCall(wanted, arguments);
        H256 id = Connection.contract(contract);
        U128 value = Amounts.parse("--value", transfer);
        Payment.Wishes wishes = payment.wishes();
        if (!force) {
            QueryCommand.requirePayable(wanted, value);
        }
        try (Sr25519.Pair sender = connection.pair();
                ClusterClient cluster = connection.open()) {
            ContractClient.Mode mode = ContractClient.Mode.ESTIMATE.withTransfer(value);
            Results trial = Results.of(
                    bundle, wanted, Question.ask(() -> cluster.queries().query(id, data, mode, sender)));
            if (!trial.fine() && !force) {
                throw new CommandFailedException(
                        wanted.signature() + " would not succeed: " + trial.text() + DeployCommand.debug(trial)
                                + ". Nothing was sent; --force sends it all the same",
                        trial.json().put("sent", false));
            }
            SentCommand sent = SentCommand.send(
                    cluster,
                    new SentCommand.Draft(id, data, value, plain),
                    wishes.terms(cluster, trial.run(), value),
                    sender);
            boolean executed = wait && cluster.awaitExecuted(sent.inclusion().block());
            Optional<OwnOutcome> outcome = executed ? sent.outcome(cluster, sender) : Optional.empty();
            Optional<Results> results = Optional.empty();
            Optional<String> refusal = outcome.flatMap(OwnOutcome::refusal);
            if (refusal.isPresent()) {
                throw new CommandFailedException(
                        "The command is in block " + sent.inclusion().block() + ", and the worker did not execute it: "
                                + refusal.get(),
                        told(trial, sent));
            }
            if (outcome.isPresent()) {
                results = Optional.of(Results.of(bundle, wanted, ContractClient.result(outcome.get())));
            }
            report(cluster, wanted, trial, sent, executed, results);
            if (wait && !executed) {
                if (json) {
                    return 1;
                }
                throw new CommandFailedException("The command is in block "
                        + sent.inclusion().block() + ", which the worker has not executed in time");
            }
            return results.map(Results::fine).orElse(true) ? 0 : 1;
        }
    }

    private ObjectNode told(Results trial, SentCommand sent) {
        ObjectNode out = trial.json();
        out.put("block", sent.inclusion().block().toHex());
        out.put("encrypted", !plain);
        sent.inclusion().fee().ifPresent(fee -> out.put("fee", fee.toString()));
        return out;
    }

    private void report(
            ClusterClient cluster,
            ContractFile.Message wanted,
            Results trial,
            SentCommand sent,
            boolean executed,
            Optional<Results> outcome) {
        if (json) {
            ObjectNode out = told(trial, sent);
            if (wait) {
                out.put("executed", executed);
                outcome.ifPresent(results -> out.set("outcome", results.json()));
            }
            say(out.toString());
            return;
        }
        say(wanted.signature());
        say(
                "sent",
                sent.payload().size() + " bytes, " + (plain ? "readable for everyone" : "encrypted for the contract"));
        say("in block", sent.inclusion().block());
        sent.inclusion().fee().ifPresent(fee -> say("fee", Amounts.pha(fee)));
        say("gas limit", Amounts.gas(sent.terms().gasLimit()));
        say("trial", Amounts.gas(trial.run().gasConsumed()) + " gas used, deposit " + trial.deposit());
        say("trial answered", trial.text());
        if (executed) {
            say("executed", "by the worker at " + cluster.worker().url());
            outcome.ifPresent(results ->
                    say("used", Amounts.gas(results.run().gasConsumed()) + " gas, deposit " + results.deposit()));
            say(
                    "outcome",
                    outcome.map(results -> results.text() + DeployCommand.debug(results))
                            .orElse("not known to the worker; a query shows the state after it"));
        }
    }
}
