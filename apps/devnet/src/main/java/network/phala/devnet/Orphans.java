package network.phala.devnet;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Ends child processes when this one is gone, however it went: SIGKILL leaves nobody who could.
///
/// A shell waits for the end of its input, whose other end only this process has. Then it ends the children that it was
/// told of: SIGTERM, and some seconds later SIGKILL. Any thread.
public final class Orphans {
    private static final System.Logger LOG = System.getLogger(Orphans.class.getName());
    /// Lines `+ PID` and `- PID`. Signals to the whole group, as Ctrl-C, are for those who are watched.
    private static final String SCRIPT = """
            trap '' HUP INT TERM
            alive=
            while read -r sign pid; do
                case $sign in
                    +) alive="$alive $pid" ;;
                    -) rest=
                       for each in $alive; do [ "$each" = "$pid" ] || rest="$rest $each"; done
                       alive=$rest ;;
                esac
            done
            for each in $alive; do kill $each; done
            for second in 1 2 3 4 5; do
                rest=
                for each in $alive; do kill -0 $each && rest="$rest $each"; done
                alive=$rest
                [ -n "$alive" ] || exit 0
                sleep 1
            done
            for each in $alive; do kill -9 $each; done
            """;

    private static final Orphans OURS = new Orphans();

    private @Nullable OutputStream told;
    private boolean failed;

    private Orphans() {}

    /// From now on `child` does not outlive this process.
    public static void watch(Process child) {
        OURS.tell("+ " + child.pid());
        child.onExit().thenRun(() -> OURS.tell("- " + child.pid()));
    }

    private synchronized void tell(String line) {
        if (failed) {
            return;
        }
        try {
            OutputStream out = told;
            if (out == null) {
                out = start();
                told = out;
            }
            out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        } catch (IOException e) {
            failed = true;
            LOG.log(System.Logger.Level.WARNING, "Children may outlive this process: {0}", e.getMessage());
        }
    }

    private static OutputStream start() throws IOException {
        return new ProcessBuilder("/bin/sh", "-c", SCRIPT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .getOutputStream();
    }
}
