package network.phala.pruntime;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Everything that programs of ours log while this is open, down to the least level, as the worker would print it.
final class LogRecords extends Handler implements AutoCloseable {
    /// Kept here: loggers that nobody holds lose their level.
    private final Logger logger = Logger.getLogger("network.phala");

    private final Formatter format = new LogFormat();
    private final Level before = logger.getLevel();
    private final List<LogRecord> all = new CopyOnWriteArrayList<>();

    LogRecords() {
        setLevel(Level.ALL);
        logger.setLevel(Level.ALL);
        logger.addHandler(this);
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
