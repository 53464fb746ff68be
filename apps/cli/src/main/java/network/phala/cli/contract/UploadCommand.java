package network.phala.cli.contract;

import java.io.IOException;
import java.nio.file.Path;
import network.phala.cli.action.Action;
import network.phala.cli.action.Amounts;
import network.phala.cli.action.CodeKind;
import network.phala.cli.action.CodeUpload;
import network.phala.cli.action.CommandFailedException;
import network.phala.cli.action.Connection;
import network.phala.cli.action.Question;
import network.phala.client.chain.ChainClient;
import network.phala.client.cluster.ClusterClient;
import network.phala.client.contract.ContractFile;
import network.phala.client.contract.ContractFileException;
import network.phala.client.worker.ContractClient;
import network.phala.client.worker.ExecutionResult;
import network.phala.client.worker.QueryException;
import network.phala.crypto.Sr25519;
import network.phala.pink.contracts.Determinism;
import network.phala.pink.contracts.UploadCheck;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.types.contract.ResourceType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `phala contract upload`.
@Command(
        name = "upload",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Uploads a contract's code to the cluster and waits until the worker has it.",
        footer = {"", "Example:", "  phala contract upload flipper.contract --ready-file /tmp/net.json"})
final class UploadCommand extends Action {
    @Parameters(index = "0", paramLabel = "FILE", description = "The .contract bundle.")
    private Path file;

    @Option(
            names = "--indeterministic",
            description = "Upload as indeterministic code: floats allowed, for delegate calls in queries only.")
    private boolean indeterministic;

    @Mixin
    private Connection connection;

    @SuppressWarnings("NullAway.Init")
    UploadCommand() {}

    @Override
    protected int run() throws IOException, ContractFileException, QueryException, CommandFailedException {
        CodeKind.requireNoProgram(file);
        ContractFile contract = ContractFile.read(file);
        requireAcceptable(contract, indeterministic);
        try (Sr25519.Pair sender = connection.pair();
                ClusterClient cluster = connection.open()) {
            say(contract.name() + ", " + contract.language());
            say("code hash", contract.codeHash());
            say("code", contract.wasm().size() + " bytes");
            if (Question.ask(() -> known(cluster, contract, sender))) {
                say("The cluster has the code already; nothing was sent.");
                return 0;
            }
            ResourceType type = indeterministic ? ResourceType.INDETERMINISTIC_INK_CODE : ResourceType.INK_CODE;
            ChainClient.Inclusion sent = send(cluster, contract, type, sender);
            say("in block", sent.block());
            sent.fee().ifPresent(fee -> say("fee", Amounts.pha(fee)));
            if (!known(cluster, contract, sender)) {
                throw new CommandFailedException(refused(cluster, contract, sender));
            }
            say("The cluster has the code.");
            return 0;
        }
    }

    /// What the cluster would refuse is not sent.
    static void requireAcceptable(ContractFile contract, boolean indeterministic) throws CommandFailedException {
        UploadCheck check =
                UploadCheck.of(contract.wasm(), indeterministic ? Determinism.RELAXED : Determinism.ENFORCED);
        if (!check.accepted()) {
            CodeUpload.requireAcceptable(check.problems());
        }
    }

    /// Uploads and waits until the worker has executed that block.
    static ChainClient.Inclusion send(
            ClusterClient cluster, ContractFile contract, ResourceType type, Sr25519.Pair sender)
            throws IOException, CommandFailedException {
        return CodeUpload.executed(cluster, cluster.upload(contract.wasm(), type, sender));
    }

    /// Whether the cluster knows the code: the code is looked up before a constructor runs, so any instantiation tells.
    static boolean known(ClusterClient cluster, ContractFile contract, Sr25519.Pair sender)
            throws IOException, QueryException {
        ContractClient queries = cluster.queries();
        ExecutionResult result = queries.estimateInstantiation(
                cluster.systemContract(), contract.codeHash(), Bytes.EMPTY, Bytes.EMPTY, U128.ZERO, sender);
        return !(result.outcome() instanceof ExecutionResult.Outcome.Failed failed
                && failed.name().equals("CodeNotFound"));
    }

    /// Why the cluster has not the code.
    static String refused(ClusterClient cluster, ContractFile contract, Sr25519.Pair sender) throws IOException {
        return CodeUpload.refused(
                cluster,
                contract.codeHash(),
                sender,
                "The account has too little money inside the cluster for the storage deposit; "
                        + "`phala contract call … --deposit 10PHA` or PhalaPhatContracts.transfer_to_cluster brings some");
    }
}
