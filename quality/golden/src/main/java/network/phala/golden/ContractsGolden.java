package network.phala.golden;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import network.phala.client.contract.ContractFile;
import network.phala.client.contract.ContractFileException;
import network.phala.crypto.Blake2b;
import network.phala.golden.contracts.BundlePlay;
import network.phala.primitives.Bytes;
import network.phala.wasm.GuestThread;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `./dev golden contracts --dir DIR [--system FILE] [NAME…]`: plays every `.contract` bundle below a
/// folder (and every metadata `.json` whose code lies there as `.wasm`), prints how each fared, and ends
/// with 1 when anything is found that should not be. With names, only files whose names contain one of
/// them.
public final class ContractsGolden {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path SYSTEM = Path.of("examples/contracts/artifacts/system.contract");

    private final PrintStream out;
    private final ContractFile system;
    private final Map<String, Bytes> codes = new HashMap<>();
    private final SortedMap<String, Integer> totals = new TreeMap<>();
    private int bundles;
    private int found;

    private ContractsGolden(PrintStream out, ContractFile system) {
        this.out = out;
        this.system = system;
    }

    public static void main(String[] args) throws IOException, InterruptedException, ContractFileException {
        Path folder = null;
        Path system = SYSTEM;
        List<String> names = new java.util.ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--dir" -> folder = ++i < args.length ? Path.of(args[i]) : null;
                case "--system" -> system = ++i < args.length ? Path.of(args[i]) : SYSTEM;
                default -> names.add(args[i]);
            }
        }
        if (folder == null) {
            System.err.println(
                    "--dir needs a folder with bundles. Example: ./dev golden contracts --dir examples/contracts");
            System.exit(2);
            return;
        }
        ContractsGolden golden = new ContractsGolden(System.out, ContractFile.read(system));
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.filter(Files::isRegularFile).sorted().toList();
        }
        AtomicInteger status = new AtomicInteger(2);
        Thread player = GuestThread.of("golden", () -> status.set(golden.play(files, names)));
        player.start();
        player.join();
        System.exit(status.get());
    }

    private int play(List<Path> files, List<String> names) {
        try {
            for (Path file : files) {
                if (file.toString().endsWith(".wasm")) {
                    Bytes code = Bytes.wrap(Files.readAllBytes(file));
                    codes.put(Bytes.wrap(Blake2b.digest256(code.toArray())).toHex(), code);
                }
            }
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (names.isEmpty() || names.stream().anyMatch(name::contains)) {
                    one(file, name);
                }
            }
        } catch (IOException e) {
            out.println("cannot read: " + e.getMessage());
            return 2;
        }
        out.println(totals);
        out.printf("%d bundles, %d findings%n", bundles, found);
        return found == 0 ? 0 : 1;
    }

    private void one(Path file, String name) throws IOException {
        boolean bundle = name.endsWith(".contract");
        if (!bundle && !name.endsWith(".json")) {
            return;
        }
        try {
            Optional<String> text = bundle ? Optional.of(Files.readString(file)) : joined(file);
            if (text.isEmpty()) {
                return;
            }
            bundles++;
            ContractFile contract = ContractFile.parse(text.get(), name);
            BundlePlay.Report report = BundlePlay.play(contract, system);
            report.ends().forEach((end, times) -> totals.merge(end, times, Integer::sum));
            out.println(name + " (" + contract.language() + "): "
                    + report.refusal()
                            .map(reason -> "refused, " + reason)
                            .orElse(report.ends().toString()));
            report.remarks().forEach(remark -> out.println("    " + remark));
            report.findings().forEach(this::finding);
        } catch (ContractFileException e) {
            out.println(name);
            finding(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            out.println(name);
            finding(e.toString());
            e.printStackTrace(out);
        }
    }

    private void finding(String finding) {
        found++;
        out.println("  ! " + finding);
    }

    /// Metadata with the code that it names, if that lies in the folder.
    private Optional<String> joined(Path file) throws IOException {
        JsonNode json;
        try {
            json = JSON.readTree(Files.readString(file));
        } catch (JacksonException e) {
            return Optional.empty();
        }
        Bytes code = codes.get(json.path("source").path("hash").asString(""));
        if (code == null || !(json.path("source") instanceof ObjectNode source)) {
            return Optional.empty();
        }
        source.put("wasm", code.toHex());
        return Optional.of(json.toString());
    }
}
