package network.phala.pherry;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Ss58;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// The `pherry` program. Flags are those of Phala's relayer: phala-blockchain standalone/pherry/src/lib.rs, Args.
///
/// Exit codes: 0 when told to stop, 1 when the node or the worker was lost after registration, 2 before it.
@Command(
        name = "pherry",
        mixinStandardHelpOptions = true,
        version = "pherry 0.1.0",
        sortOptions = false,
        description = {
            "Relays finalized blocks from a node to a pruntime, and the worker's signed messages back.",
            "It holds no secret of the worker: its own key only pays fees."
        },
        footer = {
            "",
            "Example: a development worker of the local network",
            "  pherry --no-wait --mnemonic=//Ferdie --substrate-ws-endpoint=ws://127.0.0.1:9944 \\",
            "         --pruntime-endpoint=http://127.0.0.1:8000 --attestation-provider=none --auto-restart"
        })
public final class PherryMain implements Callable<Integer> {
    /// Wide enough for the example, which is meant to be copied.
    private static final int HELP_WIDTH = 120;

    private static final Duration RESTART_WAIT = Duration.ofSeconds(2);
    private static final Duration END_WAIT = Duration.ofSeconds(3);

    @Option(names = "--dev", description = "Short for --use-dev-key --mnemonic=//Alice --attestation-provider=none.")
    private boolean dev;

    @Option(
            names = {"-n", "--no-init"},
            description = "Do not initialise a fresh pruntime.")
    private boolean noInit;

    @Option(names = "--no-sync", description = "Do not carry blocks.")
    private boolean noSync;

    @Option(names = "--no-msg-submit", description = "Do not submit the worker's messages.")
    private boolean noMessages;

    @Option(names = "--no-register", description = "Do not register the worker.")
    private boolean noRegister;

    @Option(names = "--no-bind", description = "Do not publish the worker's endpoint.")
    private boolean noBind;

    @Option(
            names = "--use-dev-key",
            description = "Inject the development identity (seed 0x00…01) into a fresh pruntime.")
    private boolean useDevKey;

    @Option(
            names = "--inject-key",
            paramLabel = "HEX64",
            description = "Inject this 32-byte seed as the identity of a fresh pruntime; development only.")
    private @Nullable String injectKey;

    @Option(
            names = {"--substrate-ws-endpoint", "--relaychain-ws-endpoint"},
            paramLabel = "URL",
            defaultValue = "ws://localhost:9944",
            description = "The node's WebSocket (default: ${DEFAULT-VALUE}).")
    private String nodeUrl = "";

    @Option(
            names = "--pruntime-endpoint",
            paramLabel = "URL",
            defaultValue = "http://localhost:8000",
            description = "The worker's private address (default: ${DEFAULT-VALUE}).")
    private String pruntimeUrl = "";

    @Option(
            names = {"-m", "--mnemonic"},
            paramLabel = "URI",
            defaultValue = "//Alice",
            description = "Secret URI of the account that pays fees (default: ${DEFAULT-VALUE}).")
    private String mnemonic = "";

    @Option(
            names = "--sync-blocks",
            paramLabel = "N",
            defaultValue = "64",
            description = "Blocks in one DispatchBlocks call (default: ${DEFAULT-VALUE}).")
    private int syncBlocks;

    @Option(names = "--fetch-blocks", hidden = true, description = "Accepted and without effect.")
    private int fetchBlocks;

    @Option(names = "--operator", paramLabel = "SS58", description = "Operator account of the worker.")
    private @Nullable String operator;

    @Option(names = "--no-wait", description = "Do not wait until the node has caught up.")
    private boolean noWait;

    @Option(
            names = "--dev-wait-block-ms",
            paramLabel = "MS",
            defaultValue = "1000",
            description =
                    "Longest rest at the tip of the chain, in ms; a final block ends it (default: ${DEFAULT-VALUE}).")
    private long waitMillis;

    @Option(
            names = "--tip",
            paramLabel = "AMOUNT",
            defaultValue = "0",
            description = "Tip of each extrinsic (default: ${DEFAULT-VALUE}).")
    private long tip;

    @Option(
            names = "--longevity",
            paramLabel = "BLOCKS",
            defaultValue = "4",
            description =
                    "Blocks an extrinsic is valid: 0 for ever, or a power of two from 4 (default: ${DEFAULT-VALUE}).")
    private int longevity;

    @Option(
            names = "--max-sync-msgs-per-round",
            paramLabel = "N",
            defaultValue = "200",
            description = "Messages submitted in one turn (default: ${DEFAULT-VALUE}).")
    private int messagesPerRound;

    @Option(names = "--auto-restart", description = "Connect again after an error instead of exiting.")
    private boolean autoRestart;

    @Option(
            names = "--max-restart-retries",
            paramLabel = "N",
            defaultValue = "10",
            description = "Give up after this many errors in a row (default: ${DEFAULT-VALUE}).")
    private int restartRetries;

    @Option(
            names = "--to-block",
            paramLabel = "NUMBER",
            defaultValue = "4294967295",
            description = "Stop after this block.")
    private long toBlock;

    @Option(
            names = "--attestation-provider",
            paramLabel = "KIND",
            defaultValue = "ias",
            description = "none, ias or dcap (default: ${DEFAULT-VALUE}).")
    private String attestation = "";

    @Option(names = "--train", hidden = true)
    private boolean train;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    public static void main(String[] arguments) {
        System.setProperty("logback.configurationFile", "network/phala/pherry/logback.xml");
        System.exit(
                new CommandLine(new PherryMain()).setUsageHelpWidth(HELP_WIDTH).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Logger log = LoggerFactory.getLogger(PherryMain.class);
        if (train) {
            return 0;
        }
        Pherry pherry = new Pherry(config());
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endWhenTold(pherry, ended), "stop"));
        try {
            return relay(pherry, log);
        } finally {
            ended.countDown();
        }
    }

    private static void endWhenTold(Pherry pherry, CountDownLatch ended) {
        if (ended.getCount() == 0) {
            return;
        }
        pherry.stop();
        try {
            if (!ended.await(END_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LoggerFactory.getLogger(PherryMain.class).info("ends in the middle of a step; nothing is lost by that");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Stopped by a signal, as an operator does: that is no failure.
        Runtime.getRuntime().halt(0);
    }

    private int relay(Pherry pherry, Logger log) throws InterruptedException {
        int failures = 0;
        while (true) {
            long started = System.nanoTime();
            try {
                pherry.run();
                return 0;
            } catch (IOException | RuntimeException e) {
                boolean ranForAWhile =
                        System.nanoTime() - started > Duration.ofSeconds(30).toNanos();
                failures = ranForAWhile ? 1 : failures + 1;
                if (e instanceof IOException) {
                    log.error("{}", e.getMessage());
                } else {
                    // A fault of the relayer itself. It keeps nothing, so going on is as good as starting anew.
                    log.error("the relayer broke", e);
                }
                if (!autoRestart || failures > restartRetries) {
                    return pherry.hasRegistered() ? 1 : 2;
                }
                log.info(
                        "connecting again in {} s, failure {} of {}",
                        RESTART_WAIT.toSeconds(),
                        failures,
                        restartRetries);
                Thread.sleep(RESTART_WAIT);
            }
        }
    }

    private PherryConfig config() {
        return new PherryConfig(
                nodeUrl,
                pruntimeUrl,
                dev ? "//Alice" : mnemonic,
                identity(),
                operatorAccount(),
                attestationKind(),
                positive("--sync-blocks", syncBlocks),
                checkedLongevity(),
                tip,
                positive("--max-sync-msgs-per-round", messagesPerRound),
                Duration.ofMillis(waitMillis),
                toBlock,
                new PherryConfig.Switches(!noInit, !noSync, !noMessages, !noRegister, !noBind, !noWait));
    }

    private Optional<Bytes> identity() {
        if (injectKey != null) {
            try {
                Bytes seed = Bytes.fromHex(injectKey);
                if (seed.size() == 32) {
                    return Optional.of(seed);
                }
            } catch (IllegalArgumentException e) {
                // Said below in one sentence for both mistakes; the value itself is a secret and is not shown.
            }
            throw refused("--inject-key needs 64 hexadecimal digits; got " + injectKey.length() + " characters");
        }
        if (useDevKey || dev) {
            byte[] seed = new byte[32];
            seed[31] = 1;
            return Optional.of(Bytes.wrap(seed));
        }
        return Optional.empty();
    }

    private Optional<AccountId> operatorAccount() {
        if (operator == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Ss58.decodeAccount(operator));
        } catch (CryptoException e) {
            throw refused("--operator " + operator + " is no SS58 address: " + e.getMessage());
        }
    }

    private PherryConfig.Attestation attestationKind() {
        return switch (dev ? "none" : attestation) {
            case "none" -> PherryConfig.Attestation.NONE;
            case "ias" -> PherryConfig.Attestation.IAS;
            case "dcap" -> PherryConfig.Attestation.DCAP;
            default -> throw refused("--attestation-provider " + attestation + "; expected none, ias or dcap");
        };
    }

    private int checkedLongevity() {
        if (longevity != 0 && (longevity < 4 || longevity > 65536 || Integer.bitCount(longevity) != 1)) {
            throw refused("--longevity " + longevity + "; expected 0 or a power of two from 4 to 65536");
        }
        return longevity;
    }

    private int positive(String flag, int value) {
        if (value < 1) {
            throw refused(flag + " " + value + "; expected at least 1");
        }
        return value;
    }

    private ParameterException refused(String reason) {
        return new ParameterException(java.util.Objects.requireNonNull(spec).commandLine(), reason);
    }
}
