package network.phala.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The official WebAssembly test suites, as `quality/bench/wasm-spec` writes them into the
/// directory `-Dwasm.spec`: 1.0 for contracts, 2.0 for programs.
///
/// Valid or not is compared with wasmi for every module of 1.0. Left out of the runs, with the reason
/// and the number of commands for each ([LeftOut]), is only what this engine refuses on purpose as
/// pallet-contracts or wasmer's singlepass compiler do: modules that share tables, memories or
/// globals with others, and multi-value. Two scripts are about nothing but sharing and not played:
/// `imports` and `linking`.
@EnabledIfSystemProperty(named = "wasm.spec", matches = ".+")
class SpecTest {
    private static final List<String> SHARING = List.of("imports.txt", "linking.txt");

    /// Reasons for leaving out a command, and how many each engine leaves out for it.
    private enum LeftOut {
        /// wasmi refuses mutable globals in imports and exports, as pallet-contracts configures it.
        MUTABLE_GLOBAL_CROSSES_THE_BORDER,
        /// The module imports a table, a global, or something of another module of the script.
        IMPORTS_MORE_THAN_FUNCTIONS_AND_MEMORY,
        /// The command is for a module that was left out.
        ITS_MODULE_WAS_LEFT_OUT,
        /// Other modules have written to the table of `elem`'s module1, which nothing can here.
        ITS_TABLE_WAS_SHARED,
        /// More results than one, or a block with parameters.
        MULTI_VALUE,
        /// Reads an exported global; hosts of contracts never do.
        READS_A_GLOBAL
    }

    private enum Suite {
        V1(
                "v1",
                Dialect.CONTRACT,
                16_000,
                Map.of(
                        LeftOut.MUTABLE_GLOBAL_CROSSES_THE_BORDER, 2,
                        LeftOut.IMPORTS_MORE_THAN_FUNCTIONS_AND_MEMORY, 24,
                        LeftOut.ITS_MODULE_WAS_LEFT_OUT, 1,
                        LeftOut.ITS_TABLE_WAS_SHARED, 9,
                        LeftOut.READS_A_GLOBAL, 3)),
        V2(
                "v2",
                Dialect.PROGRAM,
                25_000,
                Map.of(
                        LeftOut.IMPORTS_MORE_THAN_FUNCTIONS_AND_MEMORY, 26,
                        LeftOut.MULTI_VALUE, 9,
                        LeftOut.ITS_MODULE_WAS_LEFT_OUT, 677,
                        LeftOut.ITS_TABLE_WAS_SHARED, 9,
                        LeftOut.READS_A_GLOBAL, 3));

        private final String directory;
        private final Dialect dialect;
        private final int passedMin;
        private final Map<LeftOut, Integer> leftOut;

        Suite(String directory, Dialect dialect, int passedMin, Map<LeftOut, Integer> leftOut) {
            this.directory = directory;
            this.dialect = dialect;
            this.passedMin = passedMin;
            this.leftOut = leftOut;
        }
    }

    private record Failure(String script, int line, String what) {}

    /// One engine going through one script.
    private static final class Player {
        private final Path directory;
        private final String script;
        private final Dialect dialect;
        private final Engine engine;
        private final Map<String, Instance<String>> registered = new HashMap<>();
        private final List<Failure> failures = new ArrayList<>();
        private final Map<String, Instance<String>> named = new HashMap<>();
        private Optional<Instance<String>> current = Optional.empty();
        private int passed;
        private final Map<LeftOut, Integer> leftOut = new EnumMap<>(LeftOut.class);
        private int line;

        Player(Path directory, String script, Dialect dialect, Engine engine) {
            this.dialect = dialect;
            this.directory = directory;
            this.script = script;
            this.engine = engine;
        }

        void play() throws IOException {
            for (String text : Files.readAllLines(directory.resolve(script))) {
                line++;
                String[] words = text.split(" ");
                switch (words[0]) {
                    case "module" -> load(words);
                    case "malformed", "invalid" -> refuse(words[1]);
                    case "unlinkable", "stillborn" -> refuseToLive(words);
                    case "skipped" -> leaveOut(LeftOut.READS_A_GLOBAL);
                    case "register" -> named(words[1]).ifPresent(i -> registered.put(text(words[2]), i));
                    default -> call(words);
                }
            }
        }

        private void check(boolean holds, String what) {
            if (holds) {
                passed++;
            } else {
                failures.add(new Failure(script, line, what));
            }
        }

        private Bytes read(String file) throws IOException {
            return Bytes.of(Files.readAllBytes(directory.resolve(file)));
        }

        private void leaveOut(LeftOut reason) {
            leftOut.merge(reason, 1, Integer::sum);
        }

        private Instance<String> instantiate(String file) throws IOException, WasmDecodeException, LinkException, Trap {
            Linker<String> linker = new Linker<>(65536);
            WasmModule module = WasmModule.decode(read(file), dialect);
            for (WasmImport item : module.imports()) {
                if (item instanceof WasmImport.Function f
                        && linker.offered(f.module(), f.name()).isEmpty()) {
                    Instance<String> other = registered.get(f.module());
                    if (other != null) {
                        linker.define(f.module(), f.name(), f.type(), (_, _, args) -> other.invoke(f.name(), args));
                    } else if (f.module().equals("spectest")) {
                        linker.define(f.module(), f.name(), f.type(), (_, _, _) -> 0);
                    }
                }
            }
            Instance<String> instance = linker.link(module, engine).instantiate("");
            instance.setFuel(Long.MAX_VALUE);
            instance.start();
            return instance;
        }

        private void load(String[] words) throws IOException {
            current = Optional.empty();
            try {
                current = Optional.of(instantiate(words[2]));
                passed++;
            } catch (WasmDecodeException e) {
                if (String.valueOf(e.getMessage()).contains("mutable global")) {
                    leaveOut(LeftOut.MUTABLE_GLOBAL_CROSSES_THE_BORDER);
                } else if (String.valueOf(e.getMessage()).contains("multi-value")) {
                    leaveOut(LeftOut.MULTI_VALUE);
                } else {
                    failures.add(new Failure(script, line, words[2] + ": " + e.getMessage()));
                }
            } catch (LinkException e) {
                leaveOut(LeftOut.IMPORTS_MORE_THAN_FUNCTIONS_AND_MEMORY);
            } catch (Trap e) {
                failures.add(new Failure(script, line, words[2] + ": " + e.getMessage()));
            }
            if (current.isPresent() && !words[1].equals("-")) {
                named.put(words[1], current.get());
            } else {
                named.remove(words[1]);
            }
        }

        /// A module that must not come to be: its segments do not fit, its imports are not there, or it traps.
        private void refuseToLive(String[] words) throws IOException {
            boolean lives = true;
            try {
                instantiate(words[1]);
            } catch (WasmDecodeException | LinkException | Trap e) {
                lives = false;
            }
            check(!lives, words[1] + " lives");
        }

        private void refuse(String file) throws IOException {
            boolean refused = false;
            try {
                WasmModule.decode(read(file), dialect);
            } catch (WasmDecodeException e) {
                refused = true;
            }
            check(refused, file + " was accepted");
        }

        private Optional<Instance<String>> named(String name) {
            return name.equals("-") ? current : Optional.ofNullable(named.get(name));
        }

        private static String text(String hex) {
            return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
        }

        private void call(String[] words) {
            Optional<Instance<String>> instance = named(words[1]);
            boolean shared = script.equals("elem.txt") && words[1].equals("module1");
            if (instance.isEmpty() || shared) {
                leaveOut(shared ? LeftOut.ITS_TABLE_WAS_SHARED : LeftOut.ITS_MODULE_WAS_LEFT_OUT);
                return;
            }
            String export = words[2].equals("-") ? "" : text(words[2]);
            long[] args = words[3].equals("-")
                    ? new long[0]
                    : Stream.of(words[3].split(",")).mapToLong(SpecTest::value).toArray();
            String outcome;
            try {
                long result = instance.get().invoke(export, args);
                outcome = isExpected(words[4], result) ? words[4] : "result " + result;
            } catch (WasmTrap e) {
                outcome = e.code() == TrapCode.STACK_OVERFLOW
                        ? "exhausted"
                        : e.code().text().replace(' ', '_');
            } catch (Trap e) {
                outcome = e.toString();
            }
            String expected = words[0].equals("exhaust") ? "exhausted" : words[4];
            check(sameTrap(outcome, expected), String.join(" ", words) + " gave " + outcome);
        }

        /// wasmi's texts are those of the suite but for what follows them.
        private static boolean sameTrap(String outcome, String expected) {
            return outcome.equals(expected)
                    || outcome.startsWith(expected)
                    || expected.startsWith(outcome)
                    || outcome.equals("wasm_`unreachable`_instruction_executed") && expected.equals("unreachable")
                    || outcome.startsWith("undefined_element") && expected.startsWith("undefined")
                    || outcome.endsWith("out_of_bounds_table_access") && expected.equals("out_of_bounds_table_access")
                    || outcome.startsWith("uninitialized") && expected.startsWith("uninitialized")
                    || outcome.startsWith("integer_overflow") && expected.startsWith("integer");
        }

        private static boolean isExpected(String expected, long result) {
            return switch (expected) {
                case "-" -> true;
                case "f32:nan" -> Float.isNaN(Float.intBitsToFloat((int) result));
                case "ref:any" -> result != Tables.NULL;
                case "f64:nan" -> Double.isNaN(Double.longBitsToDouble(result));
                default -> value(expected) == result;
            };
        }
    }

    private static long value(String text) {
        long number = Long.parseLong(text.substring(4));
        return text.startsWith("ref:") ? Tables.reference((int) number) : number;
    }

    /// Every module of every script, also of those that are not played: valid, or not, as wasmi finds.
    @Test
    @EnabledIfSystemProperty(named = "wasmi.peer", matches = ".+")
    void wasmiValidatesTheSame(@TempDir Path scratch) throws Exception {
        List<Path> modules;
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("wasm.spec"), Suite.V1.directory))) {
            modules = files.filter(f -> f.toString().endsWith(".wasm")).sorted().toList();
        }
        assertThat(modules).hasSizeGreaterThan(2000);
        try (WasmiPeer peer = new WasmiPeer(System.getProperty("wasmi.peer"), scratch.resolve("module.wasm"))) {
            for (Path file : modules) {
                Bytes code = Bytes.of(Files.readAllBytes(file));
                assertThat(new WasmiQuestion(0, code, "validate").validity())
                        .as("%s is valid without floats, with floats", file)
                        .isEqualTo(peer.ask(code, "validate"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"V1, COMPILER", "V1, INTERPRETER", "V2, COMPILER", "V2, INTERPRETER"})
    void theSuitePasses(Suite suite, Engine engine) throws Exception {
        Path directory = Path.of(System.getProperty("wasm.spec"), suite.directory);
        List<String> scripts;
        try (Stream<Path> files = Files.list(directory)) {
            scripts = files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".txt") && !SHARING.contains(f))
                    .sorted()
                    .toList();
        }
        assertThat(scripts).hasSizeGreaterThan(60);
        List<Failure> failures = new ArrayList<>();
        int[] passed = new int[1];
        Map<LeftOut, Integer> leftOut = new EnumMap<>(LeftOut.class);
        Thread thread = GuestThread.of("spec", () -> {
            for (String script : scripts) {
                Player player = new Player(directory, script, suite.dialect, engine);
                try {
                    player.play();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                failures.addAll(player.failures);
                passed[0] += player.passed;
                player.leftOut.forEach((reason, count) -> leftOut.merge(reason, count, Integer::sum));
            }
        });
        thread.start();
        thread.join();
        System.out.println(suite + " " + engine + ": " + passed[0] + " passed, " + failures.size()
                + " failed, left out " + leftOut);
        failures.stream().limit(60).forEach(System.out::println);
        assertThat(failures).isEmpty();
        assertThat(passed[0]).isGreaterThan(suite.passedMin);
        assertThat(leftOut).isEqualTo(suite.leftOut);
    }
}
