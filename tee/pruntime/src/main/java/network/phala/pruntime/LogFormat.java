package network.phala.pruntime;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;

/// One line a record: time, level, who says it, what. Contracts and strangers have their words in it, so what would
/// begin another line, or speak to the terminal, is shown as a space.
final class LogFormat extends Formatter {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\x{80}-\\x{9f}\\x{2028}\\x{2029}]");

    @Override
    public String format(LogRecord entry) {
        String name = String.valueOf(entry.getLoggerName());
        String text = entry.getInstant() + " " + level(entry.getLevel()) + " "
                + name.substring(name.lastIndexOf('.') + 1) + ": "
                + CONTROL.matcher(formatMessage(entry)).replaceAll(" ") + "\n";
        if (entry.getThrown() == null) {
            return text;
        }
        StringWriter trace = new StringWriter();
        entry.getThrown().printStackTrace(new PrintWriter(trace));
        return text + trace;
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN ";
        }
        return level.intValue() >= Level.INFO.intValue() ? "INFO " : "DEBUG";
    }
}
