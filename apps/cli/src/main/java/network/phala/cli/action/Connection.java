package network.phala.cli.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import network.phala.client.cluster.ClusterClient;
import network.phala.client.contract.Accounts;
import network.phala.client.contract.ContractFileException;
import network.phala.crypto.CryptoException;
import network.phala.crypto.KeyUri;
import network.phala.crypto.Sr25519;
import network.phala.primitives.H256;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Where the network is and who speaks: options that most commands share.
public final class Connection {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "What `phala devnet --ready-file FILE` wrote: node, workers, cluster.")
    private @Nullable Path readyFile;

    @Option(names = "--node", paramLabel = "URL", description = "The node (default: ws://127.0.0.1:9944).")
    private @Nullable String node;

    @Option(names = "--worker", paramLabel = "URL", description = "A worker (default: http://127.0.0.1:8000).")
    private @Nullable String worker;

    @Option(names = "--cluster", paramLabel = "ID", description = "The cluster (default: the worker's).")
    private @Nullable String cluster;

    @Option(
            names = "--account",
            paramLabel = "URI",
            defaultValue = "//Alice",
            description = "Who asks or sends: //Alice, a phrase with its path, or 0x and the seed (default: //Alice).")
    private String account = "//Alice";

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "The longest wait for a block or the worker (default: 60).")
    private int patienceSeconds = 60;

    /// Connects to the node and the worker.
    public ClusterClient open() throws IOException, CommandFailedException {
        String nodeUrl = "ws://127.0.0.1:9944";
        String workerUrl = "http://127.0.0.1:8000";
        Optional<String> wanted = Optional.ofNullable(cluster);
        if (readyFile != null) {
            JsonNode ready = read(readyFile);
            nodeUrl = ready.path("node").path("wsUrl").asString();
            workerUrl = ready.path("workers").path(0).path("url").asString();
            wanted = wanted.or(() -> Optional.of(ready.path("clusterId").asString()));
        }
        return ClusterClient.connect(
                node == null ? nodeUrl : node,
                worker == null ? workerUrl : worker,
                wanted.isPresent() ? Optional.of(hash(wanted.get(), "cluster")) : Optional.empty(),
                Duration.ofSeconds(patienceSeconds));
    }

    private static JsonNode read(Path file) throws IOException, CommandFailedException {
        if (!Files.isRegularFile(file)) {
            throw new CommandFailedException(
                    "No such file: " + file + "; start a network with `phala devnet --ready-file " + file + "`");
        }
        try {
            JsonNode ready = JSON.readTree(Files.readString(file));
            if (ready.path("node").path("wsUrl").isString()
                    && ready.path("workers").path(0).path("url").isString()
                    && ready.path("clusterId").isString()) {
                return ready;
            }
        } catch (JacksonException e) {
            throw new CommandFailedException(file + " is not JSON: " + e.getOriginalMessage());
        }
        throw new CommandFailedException(file + " is not what `phala devnet --ready-file` writes");
    }

    /// The key of `--account`; close it.
    public Sr25519.Pair pair() throws CommandFailedException {
        try (KeyUri key = KeyUri.parse(account)) {
            return key.sr25519();
        } catch (CryptoException e) {
            // The text may be a secret phrase: it is not repeated.
            throw new CommandFailedException(
                    "--account is no key (" + e.getMessage() + "); expected //Alice, a phrase, or 0x and a seed");
        }
    }

    /// A contract's id, or its address as other contracts and wallets write it.
    public static H256 contract(String text) throws CommandFailedException {
        if (!text.startsWith("0x") && !text.startsWith("//")) {
            try {
                return new H256(Accounts.parse(text).value());
            } catch (ContractFileException e) {
                // Said below.
            }
        }
        try {
            return H256.fromHex(text);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(
                    "\"" + text + "\" is no contract id; expected 0x and 64 digits, or an SS58 address");
        }
    }

    /// An id of 32 bytes.
    public static H256 hash(String text, String what) throws CommandFailedException {
        try {
            return H256.fromHex(text);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException("\"" + text + "\" is no " + what + " id; expected 0x and 64 digits");
        }
    }
}
