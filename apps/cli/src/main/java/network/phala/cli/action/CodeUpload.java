package network.phala.cli.action;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import network.phala.client.chain.ChainClient;
import network.phala.client.cluster.ClusterClient;
import network.phala.crypto.Sr25519;
import network.phala.primitives.H256;
import network.phala.types.query.OwnOutcome;

/// What uploads of code have in common, of contracts and of programs.
public final class CodeUpload {
    private CodeUpload() {}

    /// What the cluster would refuse is not sent.
    ///
    /// @param problems what stands against it
    public static void requireAcceptable(List<String> problems) throws CommandFailedException {
        if (!problems.isEmpty()) {
            throw new CommandFailedException("The cluster would refuse this code:"
                    + String.join(
                            "",
                            problems.stream()
                                    .map(problem -> System.lineSeparator() + "  * " + problem)
                                    .toList()));
        }
    }

    /// Waits until the worker has executed the upload's block.
    public static ChainClient.Inclusion executed(ClusterClient cluster, ChainClient.Inclusion sent)
            throws IOException, CommandFailedException {
        if (!cluster.awaitExecuted(sent.block())) {
            throw new CommandFailedException("The code is in block " + sent.block()
                    + ", which the worker has not executed yet; is its relayer (pherry) running?");
        }
        return sent;
    }

    /// Why the cluster has not the code.
    ///
    /// @param money how to help where it is for lack of money
    public static String refused(ClusterClient cluster, H256 code, Sr25519.Pair sender, String money)
            throws IOException {
        String reason = cluster.outcome(OwnOutcome.Kind.UPLOAD, code, Optional.empty(), sender)
                .flatMap(OwnOutcome::refusal)
                .orElse("");
        boolean isMoney = reason.isEmpty() || reason.contains("StorageDeposit") || reason.contains("Token");
        return "The cluster did not take code " + code + (reason.isEmpty() ? "" : ": " + reason)
                + (isMoney ? ". " + money : "");
    }
}
