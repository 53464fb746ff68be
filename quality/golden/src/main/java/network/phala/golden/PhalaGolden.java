package network.phala.golden;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import network.phala.golden.phala.Observations;
import network.phala.golden.phala.PhalaFiles;
import network.phala.golden.phala.ScenarioPlayer.Report;

/// `./dev golden phala [FILE…] [--dir DIR] [--all]`: plays observations of Phala's pallets, prints agreeing and
/// differing steps per file, and ends with 1 when a file differs that must agree.
public final class PhalaGolden {
    private static final int SHOWN_DIFFERENCES = 5;

    private PhalaGolden() {}

    public static void main(String[] args) {
        List<String> wanted = new ArrayList<>();
        PhalaFiles files = PhalaFiles.packaged();
        int shown = SHOWN_DIFFERENCES;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--dir" -> {
                    if (++i == args.length) {
                        System.err.println("--dir needs a folder. Example: ./dev golden phala --dir DIR");
                        System.exit(2);
                    }
                    files = PhalaFiles.folder(Path.of(args[i]));
                }
                case "--all" -> shown = Integer.MAX_VALUE;
                default -> wanted.add(args[i]);
            }
        }
        try {
            System.exit(play(files, wanted, shown, System.out));
        } catch (IOException e) {
            System.err.println("Cannot read observations: " + e.getMessage());
            System.exit(2);
        }
    }

    private static int play(PhalaFiles files, List<String> wanted, int shown, PrintStream out) throws IOException {
        int agreeing = 0;
        int differing = 0;
        boolean failed = false;
        for (String name : files.names()) {
            if (!isWanted(name, wanted)) {
                continue;
            }
            Report report = Observations.play(files, name);
            String waits = Observations.waitsFor(name);
            agreeing += report.agreeing();
            differing += report.differing();
            failed |= !report.agrees() && waits.isEmpty();
            out.printf(
                    "%-48s %5d agree %5d differ%s%n",
                    name, report.agreeing(), report.differing(), remark(report, waits));
            if (waits.isEmpty() || !wanted.isEmpty()) {
                report.differences().stream().limit(shown).forEach(difference -> out.println("    " + difference));
            }
        }
        out.printf("%d steps agree, %d differ%n", agreeing, differing);
        return failed ? 1 : 0;
    }

    private static String remark(Report report, String waits) {
        String panics = report.panics() == 0 ? "" : "  (" + report.panics() + " where the original panics)";
        return waits.isEmpty() || report.agrees() ? panics : panics + "  waits for " + waits;
    }

    private static boolean isWanted(String name, List<String> wanted) {
        return wanted.isEmpty()
                || wanted.stream()
                        .anyMatch(each -> name.equals(each)
                                || name.endsWith("/" + each)
                                || name.endsWith("/" + each + ".json")
                                || name.equals(each + ".json"));
    }
}
