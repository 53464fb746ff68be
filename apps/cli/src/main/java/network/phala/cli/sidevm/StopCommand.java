package network.phala.cli.sidevm;

import java.io.IOException;
import java.util.Optional;
import network.phala.cli.action.Action;
import network.phala.cli.action.CommandFailedException;
import network.phala.cli.action.Connection;
import network.phala.cli.action.Payment;
import network.phala.client.chain.ChainClient;
import network.phala.client.cluster.ClusterClient;
import network.phala.client.cluster.SystemContract;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.H256;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `phala sidevm stop`.
@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Stops a contract's program on all workers of the cluster; for administrators.",
            "A contract stops its own by pink::force_stop_sidevm() of the crate `pink`, and a program ends by itself when",
            "its main function does."
        },
        footer = {"", "Example:", "  phala sidevm stop 0x12… --ready-file /tmp/net.json"})
final class StopCommand extends Action {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Parameters(index = "0", paramLabel = "CONTRACT", description = "The contract's id.")
    private String contract;

    @Mixin
    private Administrator administrator;

    @Mixin
    private Payment payment;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private Connection connection;

    @SuppressWarnings("NullAway.Init")
    StopCommand() {}

    @Override
    protected boolean json() {
        return json;
    }

    @Override
    protected int run() throws IOException, CryptoException, CommandFailedException {
        H256 id = Connection.contract(contract);
        Payment.Wishes wishes = payment.wishes();
        try (Sr25519.Pair sender = connection.pair();
                ClusterClient cluster = connection.open()) {
            Optional<ProgramState> state = StatusCommand.of(cluster, id);
            if (state.isEmpty() || !state.get().runs()) {
                throw new CommandFailedException("Contract " + id + " has no program that runs"
                        + state.map(each -> "; it is " + each.words()).orElse(""));
            }
            administrator.ensure(cluster, new SystemContract(cluster, sender), sender);
            ChainClient.Inclusion made = Order.toSystem("stop the program", cluster, SystemContract.stopSidevm(id))
                    .give(cluster, wishes, sender);
            if (json) {
                ObjectNode out = JSON.createObjectNode().put("ok", true).put("contract", id.toHex());
                out.put("block", made.block().toHex());
                made.fee().ifPresent(fee -> out.put("fee", fee.toString()));
                say(out.toString());
            } else {
                say("The program of contract " + id + " was told to stop, in block " + made.block() + ".");
            }
            return 0;
        }
    }
}
