package network.phala.golden.phala;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import network.phala.golden.phala.ScenarioPlayer.Difference;
import network.phala.golden.phala.ScenarioPlayer.Report;

/// Collects what agrees and what differs in a file of single entries.
final class Comparison {
    private final String name;
    private final List<Difference> differences = new ArrayList<>();
    private int agreeing;
    private int entry;

    Comparison(String name) {
        this.name = name;
    }

    /// One entry of the file.
    void expect(String what, Object actual, Object expected) {
        entry++;
        if (Objects.equals(actual, expected)) {
            agreeing++;
        } else {
            differences.add(new Difference(entry, what, actual + "; expected " + expected));
        }
    }

    Report report() {
        return new Report(name, agreeing, 0, differences);
    }
}
