package network.phala.golden.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The differences we know and why they are. One a line: a name, in which `*` stands for anything, a bar, the reason.
public final class AcceptedDifferences {
    /// A rule of the list.
    public record Rule(String pattern, String reason) {
        boolean covers(String name) {
            String[] parts = pattern.split("\\*", -1);
            int at = 0;
            for (int i = 0; i < parts.length; i++) {
                int found = i == parts.length - 1 ? name.length() - parts[i].length() : name.indexOf(parts[i], at);
                if (found < at || i == 0 && found != 0 || !name.startsWith(parts[i], found)) {
                    return false;
                }
                at = found + parts[i].length();
            }
            return at == name.length();
        }
    }

    private final List<Rule> rules;

    private AcceptedDifferences(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    public static AcceptedDifferences packaged() {
        return parse(NodeFiles.text("accepted-differences.txt"));
    }

    static AcceptedDifferences parse(String text) {
        List<Rule> rules = new ArrayList<>();
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int bar = line.indexOf('|');
            if (bar < 0 || line.substring(bar + 1).isBlank()) {
                throw new IllegalArgumentException("No reason in \"" + line + "\"; expected NAME | REASON");
            }
            rules.add(new Rule(
                    line.substring(0, bar).strip(), line.substring(bar + 1).strip()));
        }
        return new AcceptedDifferences(rules);
    }

    public List<Rule> rules() {
        return rules;
    }

    /// Why a difference is accepted, if it is.
    public Optional<Rule> ruleFor(Findings.Difference difference) {
        return rules.stream().filter(rule -> rule.covers(difference.name())).findFirst();
    }
}
