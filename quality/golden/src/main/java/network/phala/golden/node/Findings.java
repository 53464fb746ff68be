package network.phala.golden.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What comparisons found: per area how many subjects are equal, and every difference with a name by which it can be
/// accepted.
public final class Findings {
    /// A difference: `name` is stable from run to run, `detail` says what was observed and what we do.
    public record Difference(String area, String name, String detail) {}

    private final Map<String, Integer> equalByArea = new TreeMap<>();
    private final List<Difference> differences = new ArrayList<>();

    void equal(String area) {
        equalByArea.merge(area, 1, Integer::sum);
    }

    void differs(String area, String name, String detail) {
        equalByArea.putIfAbsent(area, 0);
        differences.add(new Difference(area, name, detail));
    }

    /// Notes one comparison.
    void compare(String area, String name, Object observed, Object ours) {
        if (observed.equals(ours)) {
            equal(area);
        } else {
            differs(area, name, "observed " + shortened(observed) + ", ours " + shortened(ours));
        }
    }

    private static String shortened(Object value) {
        String text = value.toString();
        return text.length() <= 200 ? text : text.substring(0, 200) + "… (" + text.length() + ")";
    }

    public Map<String, Integer> equalByArea() {
        return equalByArea;
    }

    public List<Difference> differences() {
        return List.copyOf(differences);
    }
}
