package network.phala.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/// Kernels on V8, by the Node.js of this machine. V8 does not meter.
///
/// @param found whether there is a Node.js
record V8(boolean found) {
    /// Prints CPU seconds of one call with a fresh instance: the median of rounds after a second of warm-up, in which
    /// V8 compiles with its best tier.
    private static final String SCRIPT = """
            const [file, name, work] = process.argv.slice(1);
            const module = new WebAssembly.Module(require('fs').readFileSync(file));
            const run = () => new WebAssembly.Instance(module, {}).exports[name](Number(work));
            const cpu = () => { const used = process.cpuUsage(); return (used.user + used.system) / 1e6; };
            for (const end = cpu() + 1; cpu() < end;) run();
            const rounds = [];
            for (let i = 0; i < 7; i++) {
                let count = 0;
                const begin = cpu();
                let now = begin;
                while (now < begin + 0.25) { run(); count++; now = cpu(); }
                rounds.push((now - begin) / count);
            }
            console.log(rounds.sort((a, b) => a - b)[3]);
            """;

    static V8 find() {
        try {
            Process node = new ProcessBuilder("node", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new V8(node.waitFor() == 0);
        } catch (IOException e) {
            System.err.println("  no node: V8 not measured");
            return new V8(false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new V8(false);
        }
    }

    /// CPU seconds of one call.
    Optional<Double> measure(Path module, String export, int work) throws IOException, InterruptedException {
        if (!found) {
            return Optional.empty();
        }
        Process node = new ProcessBuilder("node", "-e", SCRIPT, module.toString(), export, Integer.toString(work))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (node.waitFor() != 0) {
            throw new IOException("node could not run " + export + " of " + module);
        }
        return Optional.of(Double.parseDouble(printed));
    }
}
