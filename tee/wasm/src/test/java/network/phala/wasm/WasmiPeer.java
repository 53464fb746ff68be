package network.phala.wasm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import network.phala.primitives.Bytes;

/// A running `quality/bench/wasmi-peer`.
final class WasmiPeer implements AutoCloseable {
    private final Process process;
    private final PrintStream out;
    private final BufferedReader in;
    private final Path file;

    /// @param file where modules are put for the peer
    WasmiPeer(String binary, Path file) throws IOException {
        this.file = file;
        process = new ProcessBuilder(binary)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        out = new PrintStream(process.getOutputStream(), false, StandardCharsets.UTF_8);
        in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    String ask(Bytes code, String words) throws IOException {
        Files.write(file, code.toArray());
        int space = words.indexOf(' ');
        out.println(space < 0 ? words + " " + file : words.substring(0, space) + " " + file + words.substring(space));
        out.flush();
        String answer = in.readLine();
        if (answer == null) {
            throw new AssertionError("the peer ended at: " + words);
        }
        return answer;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
