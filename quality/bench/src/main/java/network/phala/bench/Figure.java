package network.phala.bench;

import java.util.Locale;

/// One measured claim.
///
/// @param ratio how many times as good as the reference, so that larger is better
/// @param goal what `ratio` should reach
/// @param detail the absolute numbers behind it, for people
public record Figure(String name, double ratio, double goal, String detail) {
    public boolean holds() {
        return ratio >= goal;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s ratio=%.2f goal=%.2f %s", name, ratio, goal, holds() ? "holds" : "short");
    }
}
