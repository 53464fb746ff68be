package network.phala.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Modules of `wasm-smith` with all that SideVM programs may use, on V8 and on all our engines: results and memory.
/// Runs only with `-Dwasm.smith.programs=<folder>`, which `quality/bench/wasm-smith` fills, and needs Node.js.
@EnabledIfSystemProperty(named = "wasm.smith.programs", matches = ".+")
class SmithProgramsTest {
    private static final String V8 = "../../quality/bench/wasm-smith/v8.mjs";
    private static final int CALLS = 24;
    private static final long FUEL = 1L << 50;

    /// A call in V8's words and in ours.
    private record Call(FuncType type, String name, long[] args) {
        static Call random(WasmExport export, FuncType type, Random random) {
            long[] args = new long[type.params().size()];
            for (int i = 0; i < args.length; i++) {
                args[i] = value(type.params().get(i), random);
            }
            return new Call(type, export.name(), args);
        }

        /// No NaN: JavaScript does not keep its bits.
        private static long value(ValueType type, Random random) {
            long bits = random.nextLong() >> random.nextInt(64);
            return switch (type) {
                case I32 -> (int) bits;
                case I64 -> bits;
                case F32 ->
                    Float.floatToRawIntBits(
                            Float.isNaN(Float.intBitsToFloat((int) bits)) ? bits : Float.intBitsToFloat((int) bits));
                case F64 ->
                    Double.doubleToRawLongBits(
                            Double.isNaN(Double.longBitsToDouble(bits)) ? bits : Double.longBitsToDouble(bits));
                case FUNCREF, EXTERNREF -> Tables.NULL;
            };
        }

        String words() {
            return IntStream.range(0, args.length)
                    .mapToObj(i -> switch (type.params().get(i)) {
                        case I32 -> String.valueOf(args[i]);
                        case I64 -> "n" + args[i];
                        case F32 -> bits(Float.intBitsToFloat((int) args[i]));
                        case F64 -> bits(Double.longBitsToDouble(args[i]));
                        case FUNCREF, EXTERNREF -> "null";
                    })
                    .collect(Collectors.joining(",", name + "(", ")"));
        }

        String answer(long result) {
            if (type.results().isEmpty()) {
                return "none";
            }
            return switch (type.results().get(0)) {
                case I32 -> bits((int) result);
                case I64 -> "n" + result;
                case F32 -> bits(Float.intBitsToFloat((int) result));
                case F64 -> bits(Double.longBitsToDouble(result));
                case FUNCREF, EXTERNREF -> result == Tables.NULL ? "null" : "ref";
            };
        }

        private static String bits(double number) {
            return Double.isNaN(number) ? "nan" : "x" + HexFormat.of().toHexDigits(Double.doubleToRawLongBits(number));
        }
    }

    private long calls;
    private long deep;

    @Test
    void v8Agrees() throws Exception {
        Process node = new ProcessBuilder("node", V8)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Path> files = SmithModulesTest.files(Path.of(System.getProperty("wasm.smith.programs")));
        try (PrintStream out = new PrintStream(node.getOutputStream(), true, StandardCharsets.UTF_8);
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8))) {
            Guest.onGuestThread(() -> {
                for (Path file : files) {
                    play(file, out, in);
                }
            });
        } finally {
            node.destroy();
        }
        System.out.println(files.size() + " programs of wasm-smith, " + calls + " calls agree with V8, " + deep
                + " programs were too deep for a stack");
        assertThat(calls).isPositive();
    }

    private void play(Path file, PrintStream out, BufferedReader in) throws Exception {
        WasmModule module = WasmModule.decode(Bytes.wrap(Files.readAllBytes(file)), Dialect.PROGRAM);
        List<WasmExport> functions = module.exports().stream()
                .filter(export -> export.kind() == WasmExport.Kind.FUNCTION)
                .toList();
        Random random = new Random(file.getFileName().toString().hashCode());
        List<Call> script = new ArrayList<>();
        for (int i = 0; i < CALLS && !functions.isEmpty(); i++) {
            WasmExport export = functions.get(random.nextInt(functions.size()));
            script.add(Call.random(export, module.functionType(export.index()), random));
        }
        out.println(file.toAbsolutePath()
                + script.stream().map(call -> " " + call.words()).collect(Collectors.joining()));
        String line = in.readLine();
        if (line == null) {
            throw new IOException("V8 ended at " + file);
        }
        if (line.endsWith("deep")) {
            deep++;
            return;
        }
        for (LinkedModule<Guest.Log> engine : linked(module, line, file)) {
            List<String> ours = answers(engine, script);
            if (ours.contains("deep")) {
                deep++;
                return;
            }
            assertThat(String.join(" ", ours)).as("%s", file).isEqualTo(line);
            calls += ours.size();
        }
    }

    private static List<LinkedModule<Guest.Log>> linked(WasmModule module, String expected, Path file) {
        if (Guest.links(module)) {
            return Guest.linkAll(module);
        }
        assertThat(expected).as("%s does not link", file).isEqualTo("refused");
        return List.of();
    }

    private static List<String> answers(LinkedModule<Guest.Log> engine, List<Call> script) throws Exception {
        List<String> answers = new ArrayList<>();
        try (Instance<Guest.Log> instance = engine.instantiate(new Guest.Log())) {
            instance.setFuel(FUEL);
            try {
                instance.start();
            } catch (WasmTrap trap) {
                return List.of(trap.code() == TrapCode.STACK_OVERFLOW ? "deep" : "refused");
            }
            for (Call call : script) {
                try {
                    answers.add(call.answer(instance.invoke(call.name(), call.args())));
                } catch (WasmTrap trap) {
                    answers.add(trap.code() == TrapCode.STACK_OVERFLOW ? "deep" : "trap");
                }
            }
            if (engine.module().memory().isPresent()) {
                byte[] bytes = instance.memory().read(0, instance.memory().size());
                answers.add("memory:" + bytes.length + ":" + hash(bytes));
            }
        }
        return answers;
    }

    private static String hash(byte[] bytes) {
        int hash = 0x811c9dc5;
        for (byte b : bytes) {
            hash = (hash ^ b & 0xff) * 0x01000193;
        }
        return Integer.toHexString(hash);
    }
}
