package network.phala.cli.contract;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.phala.cli.action.Action;
import network.phala.cli.action.Amounts;
import network.phala.cli.action.CommandFailedException;
import network.phala.cli.action.Connection;
import network.phala.client.cluster.ClusterClient;
import network.phala.client.contract.ContractFile;
import network.phala.client.contract.ContractFileException;
import network.phala.client.worker.ContractClient;
import network.phala.client.worker.ExecutionResult;
import network.phala.client.worker.QueryException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `phala contract logs`.
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows what contracts logged and what commands came to.",
            "It comes from the cluster's log server, or from a worker's own log file (a worker started with",
            "RUST_LOG=debug), which has the lines of SideVM programs too."
        },
        footer = {
            "",
            "Examples:",
            "  phala contract logs --contract 0x12… --from -20 --ready-file /tmp/net.json",
            "  phala contract logs --contract 0x12… --file erc20.contract --ready-file /tmp/net.json",
            "  phala contract logs --worker-log /tmp/phala-devnet-1/logs/pruntime-0.log"
        })
final class LogsCommand extends Action {
    /// The first that fits counts: what a contract says may look like the beginning of another line.
    private static final Pattern LINE =
            Pattern.compile("^(\\S+) .*?(?:Contract says contract|SideVM program says program)="
                    + "(0x[0-9a-f]{64}) level=(\\d+) (?:message|text)=(.*)$");
    private static final String[] LEVELS = {"?", "ERROR", "WARN", "INFO", "DEBUG", "TRACE"};

    @Option(names = "--contract", paramLabel = "ID", description = "Only this contract's, and its program's.")
    private @Nullable String contract;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description =
                    "The .contract bundle: outputs and events are shown by its types (default: JSON as it comes).")
    private @Nullable Path file;

    @Option(
            names = "--from",
            paramLabel = "N",
            defaultValue = "-100",
            description = "First record; negative counts from the end (default: -100).")
    private long from;

    @Option(names = "--count", paramLabel = "N", defaultValue = "100", description = "How many records (default: 100).")
    private int count;

    @Option(names = "--worker-log", paramLabel = "FILE", description = "Read a worker's own log instead.")
    private @Nullable Path workerLog;

    @Mixin
    private Connection connection;

    @SuppressWarnings("NullAway.Init")
    LogsCommand() {}

    @Override
    protected int run() throws IOException, ContractFileException, QueryException, CommandFailedException {
        Optional<H256> wanted = contract == null ? Optional.empty() : Optional.of(Connection.contract(contract));
        Optional<ContractFile> bundle = file == null ? Optional.empty() : Optional.of(ContractFile.read(file));
        if (workerLog != null) {
            read(workerLog, wanted);
            return 0;
        }
        try (Sr25519.Pair asker = connection.pair();
                ClusterClient cluster = connection.open()) {
            for (JsonNode entry :
                    LogServer.records(cluster, wanted, from, count, asker).path("records")) {
                say(bundle.map(types -> shown(entry, types, cluster.queries())).orElseGet(entry::toString));
            }
            return 0;
        }
    }

    private static String shown(JsonNode entry, ContractFile bundle, ContractClient worker) {
        String where = "block " + entry.path("blockNumber") + "  "
                + entry.path("contract").asString("") + "  ";
        try {
            return switch (entry.path("type").asString("")) {
                case "Log" ->
                    where + level(entry.path("level").asInt(0)) + " "
                            + entry.path("message").asString("");
                case "Event" -> EventsCommand.fromLogServer(entry, Optional.of(bundle));
                case "MessageOutput" ->
                    where + output(Bytes.fromHex(entry.path("output").asString("")), bundle, worker);
                default -> entry.toString();
            };
        } catch (IOException | IllegalArgumentException e) {
            return entry.toString();
        }
    }

    /// The result of a command, and behind it the selector that it began with.
    private static String output(Bytes output, ContractFile bundle, ContractClient worker) throws IOException {
        int end = Math.max(0, output.size() - 4);
        Bytes selector = output.slice(end, output.size());
        ExecutionResult run = worker.callResult(output.slice(0, end));
        Optional<ContractFile.Message> message = bundle.messages().stream()
                .filter(each -> each.selector().equals(selector))
                .findFirst();
        if (message.isEmpty()) {
            return "message " + selector + ", which is none of the bundle's";
        }
        Results results = Results.of(bundle, message.get(), run);
        return message.get().label() + ": " + results.text() + "  (gas " + Amounts.gas(run.gasConsumed()) + ", deposit "
                + results.deposit() + ")";
    }

    private static String level(int level) {
        return LEVELS[level >= 0 && level < LEVELS.length ? level : 0];
    }

    private void read(Path file, Optional<H256> wanted) throws IOException, CommandFailedException {
        if (!Files.isRegularFile(file)) {
            throw new CommandFailedException("No such file: " + file);
        }
        int shown = 0;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher said = LINE.matcher(line);
                if (said.matches()
                        && wanted.map(id -> id.toHex().equals(said.group(2))).orElse(true)) {
                    int level = Integer.parseInt(said.group(3));
                    say(said.group(1) + " " + said.group(2) + " " + level(level) + " " + said.group(4));
                    shown++;
                }
            }
        }
        if (shown == 0) {
            say("No contract or program said anything in " + file
                    + "; workers write it down only with RUST_LOG=debug.");
        }
    }
}
