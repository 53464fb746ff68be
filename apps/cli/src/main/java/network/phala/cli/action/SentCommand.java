package network.phala.cli.action;

import java.io.IOException;
import java.util.Optional;
import network.phala.client.chain.ChainClient;
import network.phala.client.cluster.ClusterClient;
import network.phala.client.worker.ContractClient;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.types.query.OwnOutcome;

/// A command to a contract that is in a block.
///
/// @param nonce by which its sender finds what became of it
public record SentCommand(
        H256 contract, Bytes payload, Bytes nonce, Payment.Terms terms, ChainClient.Inclusion inclusion) {
    /// What goes to a contract.
    ///
    /// @param value money to send along
    /// @param plain whether everyone may read it; else it is encrypted for the contract
    public record Draft(H256 contract, Bytes message, U128 value, boolean plain) {}

    /// Sends it and waits for its block.
    public static SentCommand send(ClusterClient cluster, Draft draft, Payment.Terms terms, Sr25519.Pair sender)
            throws IOException, CryptoException, CommandFailedException {
        H256 id = draft.contract();
        var command = new ContractClient.Terms(terms.gasLimit(), draft.value(), terms.depositLimit());
        Bytes payload;
        if (draft.plain()) {
            payload = ContractClient.plainCommand(draft.message(), command);
        } else {
            Sr25519.PublicKey key = cluster.contractKey(id)
                    .orElseThrow(() -> new CommandFailedException(
                            "The chain has no key of contract " + id + ", so nothing can be encrypted for it"));
            payload = ContractClient.encryptedCommand(key, draft.message(), command);
        }
        return new SentCommand(id, payload, command.nonce(), terms, cluster.push(id, payload, terms.deposit(), sender));
    }

    /// What became of it, once the worker has executed its block; absent when the worker does not know.
    public Optional<OwnOutcome> outcome(ClusterClient cluster, Sr25519.Pair sender) throws IOException {
        return cluster.outcome(OwnOutcome.Kind.COMMAND, contract, Optional.of(nonce), sender);
    }
}
