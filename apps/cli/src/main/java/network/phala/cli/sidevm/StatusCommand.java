package network.phala.cli.sidevm;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import network.phala.cli.action.Action;
import network.phala.cli.action.CommandFailedException;
import network.phala.cli.action.Connection;
import network.phala.client.cluster.ClusterClient;
import network.phala.primitives.H256;
import network.phala.prpc.message.Contracts;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `phala sidevm status`.
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Tells which programs the worker runs, or ran, and why one stopped.",
            "The worker tells it to everybody. With a contract it exits with 1 unless its program runs."
        },
        footer = {
            "",
            "Examples:",
            "  phala sidevm status --ready-file /tmp/net.json",
            "  phala sidevm status 0x12… --ready-file /tmp/net.json --json"
        })
final class StatusCommand extends Action {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "CONTRACT",
            description = "Only this contract's (default: of all contracts).")
    private @Nullable String contract;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private Connection connection;

    @SuppressWarnings("NullAway.Init")
    StatusCommand() {}

    @Override
    protected boolean json() {
        return json;
    }

    @Override
    protected int run() throws IOException, CommandFailedException {
        Optional<H256> wanted = contract == null ? Optional.empty() : Optional.of(Connection.contract(contract));
        try (ClusterClient cluster = connection.open()) {
            return wanted.isPresent() ? one(cluster, wanted.get()) : all(cluster);
        }
    }

    private int one(ClusterClient cluster, H256 id) throws IOException, CommandFailedException {
        ProgramState state = of(cluster, id)
                .orElseThrow(() -> new CommandFailedException("Contract " + id
                        + " has no program on this worker; `phala sidevm start --help` tells how one is started"));
        if (json) {
            say(state.json().put("ok", state.runs()).toString());
        } else {
            show(state);
        }
        return state.runs() ? 0 : 1;
    }

    private int all(ClusterClient cluster) throws IOException {
        List<ProgramState> states =
                cluster.contractInfos().stream().flatMap(StatusCommand::states).toList();
        if (json) {
            ObjectNode out = JSON.createObjectNode().put("ok", true);
            ArrayNode programs = out.putArray("programs");
            states.forEach(each -> programs.add(each.json()));
            say(out.toString());
        } else if (states.isEmpty()) {
            say("No contract of this cluster has a program on this worker.");
        } else {
            states.forEach(this::show);
        }
        return 0;
    }

    private void show(ProgramState state) {
        say(state.contract());
        say("state", state.words());
        say("code hash", state.info().codeHash());
        say("memory", state.memory());
        say("last block", state.deadline());
    }

    private static java.util.stream.Stream<ProgramState> states(Contracts.ContractInfo info) {
        return info.sidevm().map(program -> new ProgramState(info.id(), program)).stream();
    }

    /// The state of a contract's program.
    ///
    /// @throws CommandFailedException when the worker does not host the contract
    static Optional<ProgramState> of(ClusterClient cluster, H256 contract) throws IOException, CommandFailedException {
        Contracts.ContractInfo info = cluster.contractInfo(contract)
                .orElseThrow(() -> new CommandFailedException("The worker hosts no contract " + contract
                        + "; was it deployed in another cluster, or only just now?"));
        return states(info).findFirst();
    }
}
