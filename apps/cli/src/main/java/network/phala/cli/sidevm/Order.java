package network.phala.cli.sidevm;

import java.io.IOException;
import java.util.Optional;
import network.phala.cli.action.CommandFailedException;
import network.phala.cli.action.Payment;
import network.phala.cli.action.Question;
import network.phala.cli.action.SentCommand;
import network.phala.client.chain.ChainClient;
import network.phala.client.cluster.ClusterClient;
import network.phala.client.cluster.SystemContract;
import network.phala.client.worker.ContractClient;
import network.phala.client.worker.ExecutionResult;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.types.query.OwnOutcome;

/// What an owner or an administrator commands the system contract or a driver. A trial run at the worker comes first:
/// what would be refused is not sent.
///
/// @param what it is about, for messages
record Order(String what, H256 contract, Bytes message, Refusals refusals) {
    /// Whose refusals are to be read.
    interface Refusals {
        Optional<String> of(ExecutionResult result) throws IOException;
    }

    static Order toSystem(String what, ClusterClient cluster, Bytes message) {
        return new Order(what, cluster.systemContract(), message, SystemContract::refusal);
    }

    static Order toDriver(String what, H256 driver, Bytes message) {
        return new Order(what, driver, message, SystemContract::driverRefusal);
    }

    /// Gives it, and waits until the worker has executed it.
    ChainClient.Inclusion give(ClusterClient cluster, Payment.Wishes wishes, Sr25519.Pair sender)
            throws IOException, CryptoException, CommandFailedException {
        ExecutionResult trial =
                Question.ask(() -> cluster.queries().query(contract, message, ContractClient.Mode.ESTIMATE, sender));
        Optional<String> no = refusals.of(trial);
        if (no.isPresent()) {
            throw new CommandFailedException(
                    "The cluster would refuse to " + what + ": " + no.get() + ". Nothing was sent");
        }
        // Nothing in it is secret: whose program runs is told to everybody by the worker.
        SentCommand sent = SentCommand.send(
                cluster,
                new SentCommand.Draft(contract, message, U128.ZERO, true),
                wishes.terms(cluster, trial, U128.ZERO),
                sender);
        H256 block = sent.inclusion().block();
        if (!cluster.awaitExecuted(block)) {
            throw new CommandFailedException("The command to " + what + " is in block " + block
                    + ", which the worker has not executed yet; is its relayer (pherry) running?");
        }
        Optional<OwnOutcome> outcome = sent.outcome(cluster, sender);
        Optional<String> refusal = outcome.flatMap(OwnOutcome::refusal);
        if (outcome.isPresent() && refusal.isEmpty()) {
            refusal = refusals.of(ContractClient.result(outcome.get()));
        }
        if (refusal.isPresent()) {
            throw new CommandFailedException("The command to " + what + " is in block " + block
                    + ", and the cluster refused it: " + refusal.get());
        }
        return sent.inclusion();
    }
}
