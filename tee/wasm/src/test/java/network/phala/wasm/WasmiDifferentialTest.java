package network.phala.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Random modules on wasmi 0.31 (`quality/bench/wasmi-peer`) and on both engines: outcome, fuel, memory and host calls
/// must
/// be the same, for whole and for mutated modules. Runs only with `-Dwasmi.peer=<binary>`.
@EnabledIfSystemProperty(named = "wasmi.peer", matches = ".+")
class WasmiDifferentialTest {
    private static final int MODULES = Integer.getInteger("wasm.modules", 500);
    private static final long FIRST_SEED = Long.getLong("seed", 1);

    @TempDir
    private Path directory;

    private PrintStream toPeer = System.out;
    private BufferedReader fromPeer = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    private String ask(String command) throws Exception {
        toPeer.println(command);
        toPeer.flush();
        String answer = fromPeer.readLine();
        if (answer == null) {
            throw new AssertionError("the peer ended at: " + command);
        }
        return answer;
    }

    private Path save(Bytes code) throws Exception {
        return Files.write(directory.resolve("module.wasm"), code.toArray());
    }

    @Test
    void wasmiAgrees() throws Exception {
        Process peer = new ProcessBuilder(System.getProperty("wasmi.peer"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            toPeer = new PrintStream(peer.getOutputStream(), false, StandardCharsets.UTF_8);
            fromPeer = new BufferedReader(new InputStreamReader(peer.getInputStream(), StandardCharsets.UTF_8));
            int runs = 0;
            for (long seed = FIRST_SEED; seed < FIRST_SEED + MODULES; seed++) {
                Bytes code = RandomModule.of(seed, seed % 3 == 0);
                runs += compare(seed, code);
                mutate(seed, code);
            }
            System.out.println(MODULES + " modules from seed " + FIRST_SEED + ", " + runs + " runs agree with wasmi");
        } finally {
            peer.destroy();
        }
    }

    private int compare(long seed, Bytes code) throws Exception {
        Path file = save(code);
        WasmModule module = Guest.decode(code);
        List<LinkedModule<Guest.Log>> engines = List.of(
                Guest.link(module, Engine.COMPILER),
                Guest.linkInPieces(module),
                Guest.link(module, Engine.INTERPRETER));
        Random random = new Random(seed);
        int runs = 0;
        for (long fuel : List.of(0L, 40L, (long) random.nextInt(1000), (long) random.nextInt(30000), 1_000_000L)) {
            for (String export : List.of("call", "deploy")) {
                String expected = ask("run " + file + " " + fuel + " " + export);
                for (LinkedModule<Guest.Log> engine : engines) {
                    assertThat(Guest.runLikePeer(engine, fuel, export))
                            .as("seed %d, fuel %d, %s", seed, fuel, export)
                            .isEqualTo(expected);
                    runs++;
                }
            }
        }
        return runs;
    }

    /// What is accepted must be the same too.
    private void mutate(long seed, Bytes code) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < 5; i++) {
            byte[] changed = code.toArray();
            for (int j = 0; j <= random.nextInt(3); j++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            String mine;
            try {
                mine = !WasmModule.decode(Bytes.of(changed)).usesFloats() + " true";
            } catch (WasmDecodeException e) {
                mine = "false false";
            }
            assertThat(mine).as("seed %d, mutation %d", seed, i).isEqualTo(ask("validate " + save(Bytes.of(changed))));
        }
    }
}
