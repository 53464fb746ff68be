package network.phala.cli.action;

import java.io.IOException;
import network.phala.client.worker.PrpcRefusal;
import network.phala.client.worker.QueryException;

/// A question to a worker.
public interface Question<T> {
    T ask() throws IOException, QueryException;

    /// Puts the worker's refusals in a sentence.
    static <T> T ask(Question<T> question) throws IOException, CommandFailedException {
        try {
            return hosted(question);
        } catch (QueryException e) {
            throw new CommandFailedException("The worker could not answer: " + e.getMessage());
        }
    }

    /// The same, where the caller has words of its own for what the worker tells the asker alone.
    static <T> T hosted(Question<T> question) throws IOException, QueryException, CommandFailedException {
        try {
            return question.ask();
        } catch (PrpcRefusal e) {
            if (e.reason().contains("ContractNotFound")) {
                throw new CommandFailedException(
                        "The worker hosts no such contract; was it deployed in another cluster, or only just now?");
            }
            throw e;
        }
    }
}
