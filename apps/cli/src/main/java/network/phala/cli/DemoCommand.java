package network.phala.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import network.phala.client.contract.ContractFile;
import network.phala.devnet.Devnet;
import network.phala.devnet.DevnetConfig;
import network.phala.devnet.Network;
import network.phala.devnet.StepFailedException;
import network.phala.devnet.Steps;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `phala demo`.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts a network of three processes, runs a confidential contract on it, and stops everything.",
            "Without --contract: a sealed-bid auction."
        },
        footer = {
            "",
            "Examples:",
            "  phala demo",
            "  phala demo --contract flipper.contract --constructor new --args false --call flip --query get",
            "  phala demo --contract erc20.contract --args 1000 --call \"transfer //Bob 10\" --query \"balance_of //Bob\" --keep"
        })
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--contract", paramLabel = "FILE", description = "Any ink! 3, 4 or 5 .contract bundle.")
    private @Nullable Path contract;

    @Option(
            names = "--constructor",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Which constructor (default: the only one, new, or default).")
    private String constructor = "";

    @Option(
            names = "--args",
            arity = "0..*",
            paramLabel = "VALUE",
            description = "Arguments of the constructor, text or JSON.")
    private List<String> arguments = new ArrayList<>();

    @Option(
            names = "--call",
            paramLabel = "\"MESSAGE ARG…\"",
            description = "A message to send as an encrypted command; may be repeated.")
    private List<String> calls = new ArrayList<>();

    @Option(
            names = "--query",
            paramLabel = "\"MESSAGE ARG…\"",
            description = "A message to ask; may be repeated (default: every one without arguments).")
    private List<String> queries = new ArrayList<>();

    @Option(
            names = "--block-millis",
            paramLabel = "MS",
            defaultValue = "300",
            description = "Time between blocks (default: ${DEFAULT-VALUE}).")
    private int blockMillis;

    @Option(names = "--keep", description = "Leave the network up until Ctrl-C.")
    private boolean keep;

    @Override
    public Integer call() throws IOException {
        Steps steps = new Steps(System.out);
        steps.title(
                "Phala Network, a demonstration on this machine (simulated TEE: NOT confidential against its operator)");
        Optional<ContractStory.Plan> plan;
        try {
            plan = plan(steps);
        } catch (StepFailedException e) {
            // Before anything was started: there is no log to read.
            System.err.println();
            System.err.println(e.getMessage());
            return 1;
        }
        return onNetwork(plan, steps);
    }

    private Optional<ContractStory.Plan> plan(Steps steps) throws StepFailedException {
        Path file = contract;
        if (file == null) {
            return Optional.empty();
        }
        ContractFile read = steps.step("contract read", () -> ContractFile.read(file));
        return Optional.of(new ContractStory.Plan(read, constructor, arguments, split(calls), split(queries)));
    }

    private int onNetwork(Optional<ContractStory.Plan> plan, Steps steps) throws IOException {
        Path root = PhalaMain.root();
        Path base = Files.createTempDirectory("phala-demo-");
        try {
            Devnet.Started started = Devnet.start(new DevnetConfig(root, base, true, 1, blockMillis, 0, 0), steps);
            try (Devnet devnet = started.devnet()) {
                tellOrKeep(plan, devnet, started.network(), steps);
                if (keep) {
                    devnet.serve();
                    waitForInterrupt(started.network());
                }
            }
            return 0;
        } catch (StepFailedException e) {
            System.err.println();
            System.err.println(e.getMessage());
            System.err.println("Logs: " + base.resolve("logs"));
            return 1;
        }
    }

    private static void tellOrKeep(Optional<ContractStory.Plan> plan, Devnet devnet, Network network, Steps steps)
            throws StepFailedException {
        try {
            if (plan.isPresent()) {
                new ContractStory(devnet, network, steps).tell(plan.get());
            } else {
                new AuctionStory(devnet, network, steps).tell();
            }
            steps.title(String.format(Locale.ROOT, "Done in %.1f s.", steps.elapsedSeconds()));
        } catch (StepFailedException e) {
            devnet.keepFiles();
            throw e;
        }
    }

    private static List<List<String>> split(List<String> messages) {
        return messages.stream()
                .map(message -> Arrays.asList(message.strip().split("\\s+")))
                .toList();
    }

    private static void waitForInterrupt(Network network) {
        System.out.println("The network stays up: node " + network.nodeUrl() + ", worker "
                + network.workers().getFirst().url() + ". Ctrl-C stops it.");
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
