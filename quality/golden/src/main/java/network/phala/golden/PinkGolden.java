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
        List<PinkFiles> sets = List.of();
        int shown = SHOWN_DIFFERENCES;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--dir" -> {
                    if (++i == args.length) {
                        System.err.println("--dir needs a folder. Example: ./dev golden pink --dir DIR");
                        System.exit(2);
                    }
                    sets = List.of(PinkFiles.folder(Path.of(args[i])));
                }
                case "--runtime" -> {
                    if (++i == args.length || runtime(args[i]).isEmpty()) {
                        System.err.println("--runtime needs 1.0, 1.1 or 1.2. Example: ./dev golden pink --runtime 1.0");
                        System.exit(2);
                    }
                    sets = packaged(runtime(args[i]).orElseThrow());
                }
                case "--upgrade" -> {
                    if (++i == args.length || !List.of("1.0", "1.1").contains(args[i])) {
                        System.err.println("--upgrade needs 1.0 or 1.1. Example: ./dev golden pink --upgrade 1.0");
                        System.exit(2);
                    }
                    sets = List.of(PinkFiles.upgrades(runtime(args[i]).orElseThrow()));
                }
                case "--all" -> shown = Integer.MAX_VALUE;
                default -> names.add(args[i].endsWith(".json") ? args[i] : args[i] + ".json");
            }
        }
        List<PinkFiles> sources = sets.isEmpty() ? packaged(PinkRuntime.V1_2) : sets;
        int limit = shown;
        AtomicInteger status = new AtomicInteger(1);
        Thread player = GuestThread.of("golden", () -> status.set(play(sources, names, limit, System.out)));
        player.start();
        player.join();
        System.exit(status.get());
    }

    private static List<PinkFiles> packaged(PinkRuntime runtime) throws IOException {
        return List.of(PinkFiles.packaged(runtime), PinkFiles.adversary(runtime));
    }

    private static Optional<PinkRuntime> runtime(String text) {
        return Stream.of(PinkRuntime.values())
                .filter(runtime -> runtime.toString().equals(text))
                .findFirst();
    }

    private static int play(List<PinkFiles> sets, List<String> wanted, int shown, PrintStream out) {
        Sums sums = new Sums();
        ContractModules modules = new ContractModules(ContractModules.BYTES_STANDARD);
        try {
            for (PinkFiles files : sets) {
                List<String> names = new ArrayList<>(wanted.isEmpty() ? files.names() : wanted);
                if (sets.size() > 1) {
                    names.retainAll(files.names());
                }
                for (String name : names) {
                    play(files, name, modules, shown, out, sums);
                }
            }
        } catch (IOException e) {
            out.println("cannot read observations: " + e);
            return 2;
        }
        if (sums.files == 0) {
            out.println("No observations there; expected .json files of the format pink-golden-1");
            return 2;
        }
        out.printf("%d steps agree, %d differ%n", sums.agreeing, sums.differing);
        return sums.differing == 0 ? 0 : 1;
    }

    private static final class Sums {
        private int files;
        private int agreeing;
        private int differing;
    }

    private static void play(
            PinkFiles files, String name, ContractModules modules, int shown, PrintStream out, Sums sums)
            throws IOException {
        long start = System.nanoTime();
        PinkPlayer.Report report = PinkPlayer.play(files, name, modules);
        sums.files++;
        sums.agreeing += report.agreeing();
        sums.differing += report.differences().size();
        out.printf(
                "%-28s %5d agree %5d differ  %.1f s%n",
                name, report.agreeing(), report.differences().size(), (System.nanoTime() - start) / 1e9);
        report.differences().stream().limit(shown).forEach(difference -> {
            out.println("  " + difference.step());
            difference.values().forEach(value -> out.println("      " + value));
        });
    }
}
