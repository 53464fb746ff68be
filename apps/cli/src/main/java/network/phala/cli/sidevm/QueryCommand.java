package network.phala.cli.sidevm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import network.phala.cli.action.Action;
import network.phala.cli.action.CommandFailedException;
import network.phala.cli.action.Connection;
import network.phala.cli.action.Question;
import network.phala.client.cluster.ClusterClient;
import network.phala.client.worker.NoAnswerException;
import network.phala.client.worker.QueryException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.prpc.PrpcMethod;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `phala sidevm query`.
@Command(
        name = "query",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Asks the program beside a contract, encrypted, straight at the worker.",
            "The program is told who asks, unless --unsigned is given. The answer is shown as text, or in digits where it",
            "is none."
        },
        footer = {
            "",
            "Examples:",
            "  phala sidevm query 0x12… \"my name\" --ready-file /tmp/net.json",
            "  phala sidevm query 0x12… 0x0102ff --unsigned --json",
            "  phala sidevm query 0x12… --in request.bin --account //Bob"
        })
final class QueryCommand extends Action {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /// What a request has besides the question: certificates, signatures, encryption; generously.
    private static final int ENVELOPE_BYTES = 2048;

    private static final int QUESTION_MAX = PrpcMethod.CONTRACT_QUERY.bodyLimit() - ENVELOPE_BYTES;

    @Parameters(index = "0", paramLabel = "CONTRACT", description = "The contract's id.")
    private String contract;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "QUESTION",
            description = "Text, or 0x and digits for bytes (default: no bytes at all).")
    private @Nullable String question;

    @Option(names = "--in", paramLabel = "FILE", description = "Take the question from a file, as it is.")
    private @Nullable Path in;

    @Option(names = "--unsigned", description = "Ask as nobody.")
    private boolean unsigned;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private Connection connection;

    @SuppressWarnings("NullAway.Init")
    QueryCommand() {}

    @Override
    protected boolean json() {
        return json;
    }

    @Override
    protected int run() throws IOException, CommandFailedException {
        H256 id = Connection.contract(contract);
        Bytes payload = payload();
        if (payload.size() > QUESTION_MAX) {
            throw new CommandFailedException(String.format(
                    Locale.ROOT,
                    "The question has %,d bytes; a worker takes at most %,d",
                    payload.size(),
                    QUESTION_MAX));
        }
        try (Sr25519.Pair asker = connection.pair();
                ClusterClient cluster = connection.open()) {
            Bytes answer = ask(cluster, id, payload, asker);
            Optional<String> text = text(answer);
            if (json) {
                ObjectNode out = JSON.createObjectNode().put("ok", true).put("answer", answer.toHex());
                text.ifPresent(words -> out.put("text", words));
                say(out.toString());
            } else {
                say(text.orElseGet(answer::toHex));
            }
            return 0;
        }
    }

    private Bytes payload() throws IOException, CommandFailedException {
        if (in != null) {
            if (question != null) {
                throw new CommandFailedException("A question and --in " + in + " are given; expected one of them");
            }
            if (!Files.isRegularFile(in)) {
                throw new CommandFailedException("--in " + in + ": no such file");
            }
            if (Files.size(in) > QUESTION_MAX) {
                throw new CommandFailedException(String.format(
                        Locale.ROOT,
                        "--in %s has %,d bytes; a worker takes at most %,d",
                        in,
                        Files.size(in),
                        QUESTION_MAX));
            }
            return Bytes.wrap(Files.readAllBytes(in));
        }
        return question == null ? Bytes.EMPTY : bytes(question);
    }

    static Bytes bytes(String question) throws CommandFailedException {
        if (!question.startsWith("0x")) {
            return Bytes.ofUtf8(question);
        }
        try {
            return Bytes.fromHex(question);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException("\"" + question
                    + "\" is no bytes; expected 0x and an even number of digits. Text that begins with 0x comes from a file "
                    + "(--in)");
        }
    }

    /// The answer as text: valid UTF-8 without control characters but line ends and tabs, which a terminal might obey.
    static Optional<String> text(Bytes answer) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(answer.toArray()))
                    .toString();
            boolean isPlain = text.codePoints()
                    .allMatch(each -> !Character.isISOControl(each) || each == '\n' || each == '\r' || each == '\t');
            return isPlain ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private Bytes ask(ClusterClient cluster, H256 id, Bytes payload, Sr25519.Pair asker)
            throws IOException, CommandFailedException {
        Optional<Sr25519.Pair> who = unsigned ? Optional.empty() : Optional.of(asker);
        try {
            return Question.hosted(() -> cluster.queries().querySidevm(id, payload, who, cluster.patience()));
        } catch (QueryException e) {
            throw new CommandFailedException(explained(e, StatusCommand.of(cluster, id)));
        } catch (NoAnswerException e) {
            throw new CommandFailedException("The program did not answer within "
                    + cluster.patience().toSeconds() + " s (--patience)" + now(StatusCommand.of(cluster, id)));
        }
    }

    private static String now(Optional<ProgramState> state) {
        return state.map(program -> "; now it is " + program.words()).orElse("");
    }

    /// The worker's refusals in words, with what it tells of the program now.
    static String explained(QueryException refusal, Optional<ProgramState> state) {
        String now = now(state);
        return switch (refusal.reason()) {
            case SIDEVM_NOT_FOUND ->
                state.isPresent()
                        ? "The contract's program does not run" + now
                        : "The contract has no program on this worker; `phala sidevm start --help` tells how one is started";
            case NO_RESPONSE -> "The program took the question and gave no answer" + now;
            case TIMEOUT -> "The program did not answer in the time that a worker waits" + now;
            case SERVICE_UNAVAILABLE ->
                "The program takes no questions (channel::incoming_queries), or too many wait" + now;
            case BAD_ORIGIN, RUNTIME_ERROR, OTHER -> "The worker could not answer: " + refusal.getMessage();
        };
    }
}
