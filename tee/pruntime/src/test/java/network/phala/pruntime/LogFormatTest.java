package network.phala.pruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogFormatTest {
    @Test
    void nobodysWordsBeginALineOrSpeakToTheTerminal() {
        LogRecord entry = new LogRecord(Level.FINE, "Contract says message={0}");
        entry.setLoggerName("network.phala.Some");
        entry.setParameters(
                new Object[] {"a\n2026-01-01T00:00:00Z ERROR Forged: all is lost\r\u001b[2J\u2028\u0085\u009b{0}ä"});
        String line = new LogFormat().format(entry);
        assertThat(line)
                .endsWith(" DEBUG Some: Contract says message=a 2026-01-01T00:00:00Z ERROR Forged: all is lost"
                        + "  [2J   {0}ä\n");
        assertThat(line.lines()).hasSize(1);
        LogRecord failure = new LogRecord(Level.SEVERE, "It failed");
        failure.setLoggerName("Plain");
        failure.setThrown(new IllegalStateException("why"));
        assertThat(new LogFormat().format(failure))
                .contains(" ERROR Plain: It failed\njava.lang.IllegalStateException: why\n\tat ");
    }
}
