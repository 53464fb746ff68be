package network.phala.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Compiled programs on wasmi 0.31 and on all our engines, cold, hot and on several threads: those of
/// `quality/bench/wasmi-peer/programs`, and every contract of `examples/contracts` through its exports, on a small
/// host that both sides have. Outcome, value, fuel, memory, host calls and storage must be the same.
///
/// What wasmi answered is recorded; with `-Dwasmi.peer=<binary>` it is asked. After a change of the programs, of many
/// contracts or of the questions, record again: run with the peer and `-Dwasmi.record.programs=<folder of the
/// resources>`.
class WasmiProgramsTest {
    private static final int HOT_CALLS = Integer.getInteger("wasm.hot", 12);
    private static final int THREADS = Math.max(2, Integer.getInteger("wasm.threads", 2));
    /// Enough for most programs; enough for what a contract does with one message.
    private static final long MUCH = 30_000_000;

    private static final long MESSAGE = 3_000_000;
    private static final Path CONTRACTS = Path.of("../../examples/contracts/artifacts");
    private static final Pattern SELECTOR = Pattern.compile("\"selector\":\"0x([0-9a-f]{8})\"");
    private static final Pattern WASM = Pattern.compile("\"wasm\":\"0x([0-9a-f]+)\"");

    @TempDir
    private Path directory;

    private static InputStream resource(String name) throws IOException {
        return new GZIPInputStream(Objects.requireNonNull(WasmiProgramsTest.class.getResourceAsStream(name)));
    }

    private static List<WasmiQuestion> programs() throws IOException {
        Bytes code;
        try (InputStream in = resource("programs.wasm.gz")) {
            code = Bytes.wrap(in.readAllBytes());
        }
        List<WasmiQuestion> questions = new ArrayList<>();
        Random random = new Random(31);
        for (WasmExport export : Guest.decode(code).exports()) {
            if (export.kind() != WasmExport.Kind.FUNCTION) {
                continue;
            }
            List<Integer> sizes = List.of(0, 1, 2, 5, 900, 2000, random.nextInt(300), random.nextInt(300));
            for (int size : sizes) {
                String arguments = " " + export.name() + " " + size + " " + random.nextInt();
                questions.add(new WasmiQuestion(size, code, "run " + MUCH + arguments));
                int little = random.nextInt(1 << random.nextInt(4, 22));
                questions.add(new WasmiQuestion(size, code, "run " + little + arguments));
            }
            String arguments = " " + export.name() + " " + random.nextInt(50) + " " + random.nextInt();
            questions.add(new WasmiQuestion(0, code, "sweep 0 150" + arguments));
        }
        return questions;
    }

    /// Constructors, then all messages in turn, with arguments of one byte, of many, of nothing.
    private static WasmiQuestion contract(String bundle, int number) {
        Matcher wasm = WASM.matcher(bundle);
        assertThat(wasm.find()).isTrue();
        int messages = bundle.indexOf("\"messages\":[");
        List<String> deploys = new ArrayList<>();
        List<String> calls = new ArrayList<>();
        Matcher selector = SELECTOR.matcher(bundle);
        while (selector.find()) {
            (selector.start() < messages ? deploys : calls).add(selector.group(1));
        }
        Random random = new Random(number);
        StringBuilder words = new StringBuilder("contract " + (random.nextInt(5) == 0 ? 40_000 : MESSAGE));
        deploys.forEach(deploy -> words.append(" deploy ").append(deploy).append(arguments(random)));
        for (int round = 0; round < 2; round++) {
            calls.forEach(call -> words.append(" call ").append(call).append(arguments(random)));
        }
        words.append(" call ffffffff call 00 deploy ").append(deploys.getFirst());
        return new WasmiQuestion(number, Bytes.fromHex("0x" + wasm.group(1)), words.toString());
    }

    private static String arguments(Random random) {
        byte[] bytes = new byte[random.nextInt(200) + 40];
        switch (random.nextInt(4)) {
            case 0 -> random.nextBytes(bytes);
            case 1 -> Arrays.fill(bytes, (byte) 4);
            case 2 -> {
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) random.nextInt(2);
                }
            }
            default -> {}
        }
        return HexFormat.of().formatHex(bytes);
    }

    private static List<WasmiQuestion> contracts() throws IOException {
        List<Path> bundles;
        try (Stream<Path> files = Files.list(CONTRACTS)) {
            bundles = files.filter(f -> f.toString().endsWith(".contract"))
                    .sorted()
                    .toList();
        }
        List<WasmiQuestion> questions = new ArrayList<>();
        for (Path bundle : bundles) {
            for (int i = 0; i < 2; i++) {
                questions.add(contract(
                        Files.readString(bundle),
                        2 * bundle.getFileName().toString().hashCode() + i));
            }
        }
        return questions;
    }

    private static String key(WasmiQuestion question) {
        Guest.Hash hash = new Guest.Hash();
        hash.add(question.code().toArray());
        hash.add(question.words());
        return hash.toString();
    }

    private Map<String, String> asked(List<WasmiQuestion> questions, String binary) throws IOException {
        Map<String, String> answers = new LinkedHashMap<>();
        try (WasmiPeer peer = new WasmiPeer(binary, directory.resolve("module.wasm"))) {
            for (WasmiQuestion question : questions) {
                answers.put(key(question), peer.ask(question.code(), question.words()));
            }
        }
        return answers;
    }

    private static Map<String, String> recorded(String recording) throws IOException {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(resource(recording), StandardCharsets.UTF_8))) {
            return in.readAllLines().stream()
                    .map(line -> line.split(" ", 2))
                    .collect(Collectors.toMap(line -> line[0], line -> line[1]));
        }
    }

    private static void record(Map<String, String> answers, Path file) throws IOException {
        try (PrintStream out =
                new PrintStream(new GZIPOutputStream(Files.newOutputStream(file)), false, StandardCharsets.UTF_8)) {
            answers.forEach((key, answer) -> out.println(key + " " + answer));
        }
    }

    /// @param least how many of the questions must have an answer: what was built again has none before it is recorded
    private void play(List<WasmiQuestion> questions, String recording, int least) throws Exception {
        String peer = System.getProperty("wasmi.peer", "");
        Map<String, String> answers = peer.isEmpty() ? recorded(recording) : asked(questions, peer);
        String folder = System.getProperty("wasmi.record.programs", "");
        if (!folder.isEmpty()) {
            assumeThat(peer).as("recording needs the peer").isNotEmpty();
            record(answers, Path.of(folder, recording));
        }
        List<WasmiQuestion> known =
                questions.stream().filter(q -> answers.containsKey(key(q))).toList();
        assertThat(known).as("questions with an answer; record again").hasSizeGreaterThanOrEqualTo(least);
        List<String> expected = known.stream()
                .map(q -> Objects.requireNonNull(answers.get(key(q))))
                .toList();
        Guest.onGuestThread(() -> compare(known, expected));
    }

    private static void compare(List<WasmiQuestion> questions, List<String> expected) throws Exception {
        WasmiAnswers answers = new WasmiAnswers(HOT_CALLS, THREADS);
        for (int i = 0; i < questions.size(); i++) {
            answers.compare(questions.get(i), expected.get(i));
            if (questions.get(i).isLong() && i % 5 == 0) {
                answers.compareHot(questions.get(i), expected.get(i));
            }
        }
        System.out.println(questions.size() + " questions, " + answers.runs() + " runs agree with wasmi; its answers: "
                + answers.outcomes());
    }

    @Test
    void programsDoWhatTheyDoOnWasmi() throws Exception {
        List<WasmiQuestion> questions = programs();
        play(questions, "wasmi-programs.gz", questions.size());
    }

    @Test
    void contractsDoWhatTheyDoOnWasmi() throws Exception {
        List<WasmiQuestion> questions = contracts();
        play(questions, "wasmi-contracts.gz", questions.size() / 2);
    }
}
