package network.phala.cli.sidevm;

import java.io.IOException;
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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A command by which an owner or an administrator orders something about one contract's program.
abstract class OrderAction extends Action {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Parameters(index = "0", paramLabel = "CONTRACT", description = "The contract's id.")
    private String contract;

    @Mixin
    private Payment payment;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private Connection connection;

    @SuppressWarnings("NullAway.Init")
    OrderAction() {}

    /// Whom an order is given to, and by whom.
    ///
    /// @param contract whose program it is about
    record Place(
            ClusterClient cluster, SystemContract system, Sr25519.Pair sender, H256 contract, Payment.Wishes wishes) {
        ChainClient.Inclusion give(Order order) throws IOException, CryptoException, CommandFailedException {
            return order.give(cluster, wishes, sender);
        }
    }

    /// Looks at what else the command line says, before the first step.
    void requireSense() throws IOException, CommandFailedException {}

    abstract void order(Place place) throws IOException, CryptoException, CommandFailedException;

    @Override
    protected final boolean json() {
        return json;
    }

    @Override
    protected final int run() throws IOException, CryptoException, CommandFailedException {
        H256 id = Connection.contract(contract);
        Payment.Wishes wishes = payment.wishes();
        requireSense();
        try (Sr25519.Pair sender = connection.pair();
                ClusterClient cluster = connection.open()) {
            order(new Place(cluster, new SystemContract(cluster, sender), sender, id, wishes));
            return 0;
        }
    }

    /// What programs are told of a contract's order.
    static ObjectNode told(H256 contract) {
        return JSON.createObjectNode().put("ok", true).put("contract", contract.toHex());
    }

    /// The same of one that is in a block.
    static ObjectNode told(H256 contract, ChainClient.Inclusion made) {
        ObjectNode out = told(contract).put("block", made.block().toHex());
        made.fee().ifPresent(fee -> out.put("fee", fee.toString()));
        return out;
    }
}
