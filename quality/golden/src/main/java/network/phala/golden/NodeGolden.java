package network.phala.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.phala.golden.node.AcceptedDifferences;
import network.phala.golden.node.Findings.Difference;
import network.phala.golden.node.NodeComparison;

/// `./dev golden node [--all]`: compares our runtime with the recorded one, prints area by area what is equal, what
/// differs and why, and ends with 1 when a difference is not accounted for.
public final class NodeGolden {
    private static final int SHOWN = 20;

    private NodeGolden() {}

    public static void main(String[] args) {
        boolean all = List.of(args).contains("--all");
        NodeComparison comparison = NodeComparison.run();
        AcceptedDifferences accepted = AcceptedDifferences.packaged();
        List<Difference> unexplained = new ArrayList<>();
        for (Map.Entry<String, Integer> area :
                comparison.findings().equalByArea().entrySet()) {
            List<Difference> here = comparison.findings().differences().stream()
                    .filter(difference -> difference.area().equals(area.getKey()))
                    .toList();
            System.out.printf("%-40s %6d equal %5d differ%n", area.getKey(), area.getValue(), here.size());
            int shown = 0;
            for (Difference difference : here) {
                Optional<AcceptedDifferences.Rule> rule = accepted.ruleFor(difference);
                if (rule.isEmpty()) {
                    unexplained.add(difference);
                }
                if (all || shown++ < SHOWN) {
                    System.out.println("    " + difference.name());
                    System.out.println("        " + difference.detail());
                    System.out.println("        "
                            + rule.map(AcceptedDifferences.Rule::reason).orElse("NOT ACCOUNTED FOR"));
                }
            }
        }
        System.out.printf(
                "%d recorded extrinsics call pallets that are not here; %d differences are not accounted for%n",
                comparison.leftOut(), unexplained.size());
        System.exit(unexplained.isEmpty() ? 0 : 1);
    }
}
