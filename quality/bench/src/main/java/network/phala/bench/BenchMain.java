package network.phala.bench;

import java.util.ArrayList;
import java.util.List;

/// Runs the measurements whose name contains the argument, or all, and ends with one line a figure.
///
/// Exit code 0 when every figure holds, 3 when one is short, 1 when a measurement failed.
public final class BenchMain {
    private static final List<Bench> BENCHES = List.of(
            new CryptoBench(),
            new WasmBench(),
            new ContractBench(),
            new ScriptBench(),
            new StateBench(),
            new CheckpointBench(),
            new CatchUpBench(),
            new TransferImportBench(),
            new DevnetBench(),
            new QueryBench(),
            new CommandBench(),
            new SharesBench(),
            new StartBench());

    private BenchMain() {}

    public static void main(String[] arguments) {
        String wanted = arguments.length == 0 ? "" : arguments[0];
        if (wanted.equals("--help")) {
            System.out.println("./dev bench [NAME]   measurements: "
                    + String.join(", ", BENCHES.stream().map(Bench::name).toList()));
            System.out.println("Example: ./dev bench sr25519");
            return;
        }
        List<Figure> figures = new ArrayList<>();
        boolean failed = false;
        for (Bench bench : BENCHES) {
            if (!bench.name().contains(wanted) && !wanted.startsWith(bench.name())) {
                continue;
            }
            System.err.println("measuring " + bench.name() + " …");
            try {
                List<Figure> measured = bench.measure();
                measured.forEach(figure -> System.err.println("  " + figure.name() + ": " + figure.detail()));
                figures.addAll(measured);
            } catch (Exception e) {
                failed = true;
                System.err.println(
                        "  " + bench.name() + (isEnding() ? " was stopped by a signal" : " failed: " + e.getMessage()));
            }
        }
        List<String> shorts = figures.stream()
                .filter(figure -> !figure.holds())
                .map(Figure::name)
                .toList();
        System.err.println(figures.size() + " figures, short: " + (shorts.isEmpty() ? "none" : shorts));
        figures.forEach(System.out::println);
        System.exit(failed ? 1 : figures.stream().allMatch(Figure::holds) ? 0 : 3);
    }

    /// The programs of a devnet end with this one: what is measured then meets their ends.
    private static boolean isEnding() {
        Thread none = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(none);
            Runtime.getRuntime().removeShutdownHook(none);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }
}
