package network.phala.pruntime;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Everything that programs of ours log while this is open, down to the least level, as the worker would print it.
final class LogRecords extends Handler implements AutoCloseable {
    /// Kept here: loggers that nobody holds lose their level.
    private final Logger logger;

    private final Formatter format = new LogFormat();
    private final @Nullable Level before;
    private final Queue<LogRecord> all = new ConcurrentLinkedQueue<>();

    LogRecords() {
        this("network.phala");
    }

    private LogRecords(String name) {
        logger = Logger.getLogger(name);
        before = logger.getLevel();
        setLevel(Level.ALL);
        logger.setLevel(Level.ALL);
        logger.addHandler(this);
    }

    /// The JDK's records, too: its HTTP client, its TLS, whatever has a logger.
    static LogRecords ofEverything() {
        return new LogRecords("");
    }

    @Override
    public void publish(LogRecord entry) {
        all.add(entry);
    }

    /// Those that come with an exception, or say that something broke.
    List<String> faults() {
        return all.stream()
                .filter(entry -> entry.getThrown() != null || entry.getLevel().intValue() >= Level.SEVERE.intValue())
                .map(format::format)
                .toList();
    }

    List<String> lines() {
        return all.stream().map(format::format).toList();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(before);
    }
}
