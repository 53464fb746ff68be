package network.phala.devnet;

/// One running part of a network.
public interface Program extends AutoCloseable {
    /// `node`, `pruntime-0`, `pherry-0`, …
    String name();

    /// @throws StepFailedException saying how it ended, when it has
    void ensureAlive() throws StepFailedException;

    /// Asks it to end and does not wait.
    void terminate();

    @Override
    void close();
}
