package network.phala.cli.contract;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.cli.action.Action;
import network.phala.cli.action.Amounts;
import network.phala.cli.action.CodeKind;
import network.phala.cli.action.CommandFailedException;
import network.phala.cli.action.Connection;
import network.phala.cli.action.Payment;
import network.phala.cli.action.Question;
import network.phala.client.chain.ChainClient;
import network.phala.client.cluster.ClusterClient;
import network.phala.client.contract.ContractFile;
import network.phala.client.contract.ContractFileException;
import network.phala.client.worker.ContractClient;
import network.phala.client.worker.QueryException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.types.contract.ResourceType;
import network.phala.types.query.OwnOutcome;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// `phala contract deploy`.
@Command(
        name = "deploy",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Uploads the code if the cluster has it not, tries the constructor, instantiates, and waits for the contract."
        },
        footer = {
            "",
            "Examples:",
            "  phala contract deploy flipper.contract false --ready-file /tmp/net.json",
            "  phala contract deploy erc20.contract 1000000 --constructor new --account //Bob --json"
        })
final class DeployCommand extends Action {
    @Parameters(index = "0", paramLabel = "FILE", description = "The .contract bundle.")
    private Path file;

    @Parameters(index = "1..*", paramLabel = "ARG", description = "Arguments of the constructor, text or JSON.")
    private List<String> arguments = new ArrayList<>();

    @Option(
            names = "--constructor",
            paramLabel = "NAME",
            description =
                    "Which constructor (default: the only one, or the one of new and default that takes the arguments).")
    private @Nullable String constructor;

    @Option(names = "--salt", paramLabel = "HEX", description = "Makes equal contracts differ (default: chance).")
    private @Nullable String salt;

    @Option(
            names = {"--transfer", "--value"},
            paramLabel = "AMOUNT",
            defaultValue = "0",
            description = "Money for the new contract, from the account's money in the cluster.")
    private String transfer;

    @Mixin
    private Payment payment;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private Connection connection;

    @SuppressWarnings("NullAway.Init")
    DeployCommand() {}

    @Override
    protected boolean json() {
        return json;
    }

    @Override
    protected int run() throws IOException, ContractFileException, QueryException, CommandFailedException {
        CodeKind.requireNoProgram(file);
        ContractFile bundle = ContractFile.read(file);
        ContractFile.Message chosen = bundle.constructor(constructor == null ? "" : constructor, arguments.size());
        Bytes data = bundle.encodeCall(chosen, arguments);
        U128 value = Amounts.parse("--value", transfer);
        QueryCommand.requirePayable(chosen, value);
        Plan plan = new Plan(bundle, chosen, data, value, salt(), payment.wishes());
        try (Sr25519.Pair sender = connection.pair();
                ClusterClient cluster = connection.open()) {
            line(bundle.name() + ", " + bundle.language());
            line("code hash", bundle.codeHash());
            if (!Question.ask(() -> UploadCommand.known(cluster, bundle, sender))) {
                UploadCommand.requireAcceptable(bundle, false);
                ChainClient.Inclusion sent = UploadCommand.send(cluster, bundle, ResourceType.INK_CODE, sender);
                line("code uploaded", "block " + sent.block());
                if (!UploadCommand.known(cluster, bundle, sender)) {
                    throw new CommandFailedException(UploadCommand.refused(cluster, bundle, sender));
                }
            }
            return instantiate(cluster, sender, plan);
        }
    }

    private record Plan(
            ContractFile bundle,
            ContractFile.Message constructor,
            Bytes data,
            U128 value,
            Bytes salt,
            Payment.Wishes wishes) {}

    private int instantiate(ClusterClient cluster, Sr25519.Pair sender, Plan plan)
            throws IOException, QueryException, CommandFailedException {
        ContractFile bundle = plan.bundle();
        Results trial = Results.of(
                bundle,
                plan.constructor(),
                Question.ask(() -> cluster.queries()
                        .estimateInstantiation(
                                cluster.systemContract(),
                                bundle.codeHash(),
                                plan.salt(),
                                plan.data(),
                                plan.value(),
                                sender)));
        if (!trial.fine()) {
            throw new CommandFailedException(
                    "The constructor " + plan.constructor().signature() + " would not succeed: " + trial.text()
                            + debug(trial) + ". Nothing was instantiated",
                    trial.json());
        }
        Payment.Terms terms = plan.wishes().terms(cluster, trial.run(), plan.value());
        H256 id = cluster.contractId(bundle.codeHash(), plan.salt(), sender);
        line("gas", Amounts.gas(terms.gasLimit()));
        line("deposit", trial.deposit());
        ChainClient.Inclusion made = cluster.instantiate(
                new ClusterClient.Instantiation(
                        bundle.codeHash(),
                        plan.data(),
                        plan.salt(),
                        plan.value(),
                        terms.gasLimit(),
                        terms.depositLimit()),
                terms.deposit(),
                sender);
        line("instantiated", "block " + made.block());
        made.fee().ifPresent(fee -> line("fee", Amounts.pha(fee)));
        awaitLife(cluster, sender, plan, made, id);
        line("contract", id);
        if (json) {
            ObjectNode out = trial.json();
            out.put("contract", id.toHex());
            out.put("codeHash", bundle.codeHash().toHex());
            out.put("salt", plan.salt().toHex());
            out.put("block", made.block().toHex());
            made.fee().ifPresent(fee -> out.put("fee", fee.toString()));
            say(out.toString());
        }
        return 0;
    }

    private static void awaitLife(
            ClusterClient cluster, Sr25519.Pair sender, Plan plan, ChainClient.Inclusion made, H256 id)
            throws IOException, CommandFailedException {
        if (!cluster.awaitExecuted(made.block())) {
            throw new CommandFailedException("The instantiation is in block " + made.block()
                    + ", which the worker has not executed yet; is its relayer (pherry) running?");
        }
        Optional<OwnOutcome> outcome =
                cluster.outcome(OwnOutcome.Kind.INSTANTIATION, id, Optional.of(plan.salt()), sender);
        Optional<String> refusal = outcome.flatMap(OwnOutcome::refusal);
        if (refusal.isPresent()) {
            throw new CommandFailedException("Contract " + id + " did not come to life: " + refusal.get());
        }
        if (outcome.isPresent()) {
            Results results = Results.of(plan.bundle(), plan.constructor(), ContractClient.result(outcome.get()));
            if (!results.fine()) {
                throw new CommandFailedException(
                        "Contract " + id + " did not come to life, though the trial before succeeded: " + results.text()
                                + debug(results),
                        results.json().put("contract", id.toHex()));
            }
        }
        if (cluster.awaitContractKey(id).isEmpty()) {
            throw new CommandFailedException("Contract " + id + " did not come to life: the worker executed block "
                    + made.block() + ", and the chain has no key of the contract");
        }
    }

    private void line(String name, Object value) {
        if (!json) {
            say(name, value);
        }
    }

    private void line(String text) {
        if (!json) {
            say(text);
        }
    }

    static String debug(Results results) {
        String message = results.run().debugMessage();
        return message.isEmpty() ? "" : " [" + message + "]";
    }

    private Bytes salt() throws CommandFailedException {
        if (salt == null) {
            byte[] chance = new byte[16];
            new SecureRandom().nextBytes(chance);
            return Bytes.wrap(chance);
        }
        try {
            return Bytes.fromHex(salt);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException("--salt " + salt + "; expected 0x and an even number of digits");
        }
    }
}
