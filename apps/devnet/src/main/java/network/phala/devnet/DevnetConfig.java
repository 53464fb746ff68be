package network.phala.devnet;

import java.nio.file.Path;
import java.time.Duration;

/// What a development network is made of.
///
/// @param root the checkout, where launchers and artifacts are
/// @param basePath data and logs of all programs; a network started again on it goes on where it was
/// @param temporary whether the base path goes when the network stops, unless something failed
/// @param workers how many pruntimes with their relayers
/// @param nodePort 0 for a free one
/// @param workerPort of the first worker, counting up from there; 0 for free ones
/// @param queryTimeout how long a query may take
/// @param spareWorkers how many of the workers, the last ones, are registered but given to no cluster
public record DevnetConfig(
        Path root,
        Path basePath,
        boolean temporary,
        int workers,
        int blockMillis,
        int nodePort,
        int workerPort,
        Duration queryTimeout,
        int spareWorkers) {
    private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(10);

    public DevnetConfig(
            Path root, Path basePath, boolean temporary, int workers, int blockMillis, int nodePort, int workerPort) {
        this(root, basePath, temporary, workers, blockMillis, nodePort, workerPort, QUERY_TIMEOUT, 0);
    }

    /// The same with so much time for a query.
    public DevnetConfig withQueryTimeout(Duration limit) {
        return new DevnetConfig(
                root, basePath, temporary, workers, blockMillis, nodePort, workerPort, limit, spareWorkers);
    }

    /// The same with so many workers outside of its cluster.
    public DevnetConfig withSpareWorkers(int count) {
        return new DevnetConfig(
                root, basePath, temporary, workers, blockMillis, nodePort, workerPort, queryTimeout, count);
    }

    public DevnetConfig {
        if (workers < 1 || workers > 16) {
            throw new IllegalArgumentException(workers + " workers; expected 1 to 16");
        }
        if (spareWorkers < 0 || spareWorkers >= workers) {
            throw new IllegalArgumentException(
                    spareWorkers + " of " + workers + " workers to spare; a cluster needs one at least");
        }
        if (blockMillis < 50 || blockMillis > 60_000) {
            throw new IllegalArgumentException("Blocks of " + blockMillis + " ms; expected 50 to 60000");
        }
    }
}
