package network.phala.golden;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import network.phala.golden.pink.PinkFiles;
import network.phala.golden.pink.PinkPlayer;
import network.phala.pink.contracts.ContractModules;
import network.phala.pink.types.PinkRuntime;
import network.phala.wasm.GuestThread;

/// `./dev golden pink [FILE…] [--runtime 1.0|1.1|1.2] [--upgrade 1.0|1.1] [--dir DIR] [--all]`: plays observations of
/// Phala's contract runtime (with `--upgrade` what 1.2 did with clusters of an earlier release), prints agreeing and
/// differing steps per file, and ends with 1 when anything differs.
public final class PinkGolden {
    private static final int SHOWN_DIFFERENCES = 5;

    private PinkGolden() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        PinkFiles files = null;
        int shown = SHOWN_DIFFERENCES;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--dir" -> {
                    if (++i == args.length) {
                        System.err.println(
                                "--dir needs a folder. Example: ./dev golden pink --dir ../shared/data/pink");
                        System.exit(2);
                    }
                    files = PinkFiles.folder(Path.of(args[i]));
                }
                case "--runtime" -> {
                    if (++i == args.length || runtime(args[i]).isEmpty()) {
                        System.err.println("--runtime needs 1.0, 1.1 or 1.2. Example: ./dev golden pink --runtime 1.0");
                        System.exit(2);
                    }
                    files = PinkFiles.packaged(runtime(args[i]).orElseThrow());
                }
                case "--upgrade" -> {
                    if (++i == args.length || !List.of("1.0", "1.1").contains(args[i])) {
                        System.err.println("--upgrade needs 1.0 or 1.1. Example: ./dev golden pink --upgrade 1.0");
                        System.exit(2);
                    }
                    files = PinkFiles.upgrades(runtime(args[i]).orElseThrow());
                }
                case "--all" -> shown = Integer.MAX_VALUE;
                default -> names.add(args[i].endsWith(".json") ? args[i] : args[i] + ".json");
            }
        }
        PinkFiles source = files != null ? files : PinkFiles.packaged();
        int limit = shown;
        AtomicInteger status = new AtomicInteger(1);
        Thread player = GuestThread.of("golden", () -> status.set(play(source, names, limit, System.out)));
        player.start();
        player.join();
        System.exit(status.get());
    }

    private static Optional<PinkRuntime> runtime(String text) {
        return Stream.of(PinkRuntime.values())
                .filter(runtime -> runtime.toString().equals(text))
                .findFirst();
    }

    private static int play(PinkFiles files, List<String> wanted, int shown, PrintStream out) {
        int agreeing = 0;
        int differing = 0;
        ContractModules modules = new ContractModules(ContractModules.BYTES_STANDARD);
        try {
            List<String> names = wanted.isEmpty() ? files.names() : wanted;
            if (names.isEmpty()) {
                out.println("No observations there; expected .json files of the format pink-golden-1");
                return 2;
            }
            for (String name : names) {
                long start = System.nanoTime();
                PinkPlayer.Report report = PinkPlayer.play(files, name, modules);
                agreeing += report.agreeing();
                differing += report.differences().size();
                out.printf(
                        "%-28s %5d agree %5d differ  %.1f s%n",
                        name, report.agreeing(), report.differences().size(), (System.nanoTime() - start) / 1e9);
                report.differences().stream().limit(shown).forEach(difference -> {
                    out.println("  " + difference.step());
                    difference.values().forEach(value -> out.println("      " + value));
                });
            }
        } catch (IOException e) {
            out.println("cannot read observations: " + e);
            return 2;
        }
        out.printf("%d steps agree, %d differ%n", agreeing, differing);
        return differing == 0 ? 0 : 1;
    }
}
