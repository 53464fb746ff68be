package network.phala.client.contract;

/// A bundle, an argument or an answer that does not fit: what was wrong and what was expected.
public final class ContractFileException extends Exception {
    public ContractFileException(String message) {
        super(message);
    }
}
