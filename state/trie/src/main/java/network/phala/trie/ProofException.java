package network.phala.trie;

/// A set of trie nodes does not prove what was asked: a node is missing, damaged or not of this root.
public final class ProofException extends Exception {
    private static final long serialVersionUID = 1L;

    public ProofException(String message) {
        super(message, null, false, false);
    }
}
