package network.phala.node;

import java.io.PrintStream;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Sends the log to standard error, one line an event: time, level, sentence; a stack only behind an error.
final class LogOutput {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    private LogOutput() {}

    static void install(Level level) {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(new StandardError(System.err));
        root.setLevel(level);
        Logger.getLogger("io.netty").setLevel(Level.WARNING);
    }

    /// Substrate's level names.
    static Level level(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "off" -> Level.OFF;
            case "error" -> Level.SEVERE;
            case "warn" -> Level.WARNING;
            case "debug" -> Level.FINE;
            case "trace" -> Level.ALL;
            default -> Level.INFO;
        };
    }

    private static final class StandardError extends Handler {
        private final Formatter message = new java.util.logging.SimpleFormatter();
        private final PrintStream out;

        private StandardError(PrintStream out) {
            this.out = out;
        }

        @Override
        public void publish(LogRecord event) {
            if (!isLoggable(event)) {
                return;
            }
            StringBuilder line = new StringBuilder(160)
                    .append(TIME.format(event.getInstant()))
                    .append(' ')
                    .append(name(event.getLevel()))
                    .append(' ')
                    .append(message.formatMessage(event));
            out.println(line);
            if (event.getThrown() != null) {
                event.getThrown().printStackTrace(out);
            }
        }

        private static String name(Level level) {
            if (level.intValue() >= Level.SEVERE.intValue()) {
                return "ERROR";
            }
            if (level.intValue() >= Level.WARNING.intValue()) {
                return " WARN";
            }
            return level.intValue() >= Level.INFO.intValue() ? " INFO" : "DEBUG";
        }

        @Override
        public void flush() {
            out.flush();
        }

        @Override
        public void close() {}
    }
}
