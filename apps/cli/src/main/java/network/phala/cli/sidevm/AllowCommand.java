package network.phala.cli.sidevm;

import java.io.IOException;
import network.phala.cli.action.Action;
import network.phala.cli.action.CommandFailedException;
import network.phala.cli.action.Connection;
import network.phala.cli.action.Payment;
import network.phala.cli.action.Question;
import network.phala.client.chain.ChainClient;
import network.phala.client.cluster.ClusterClient;
import network.phala.client.cluster.SystemContract;
import network.phala.client.contract.Accounts;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.AccountId;
import network.phala.primitives.H256;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `phala sidevm allow`.
@Command(
        name = "allow",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Lets a contract start its program by itself (pink::start_sidevm).",
            "Puts it on the list of the cluster's driver SidevmOperation. Only the driver's owner may; on a devnet that is",
            "//Alice. A contract that starts its program in its constructor is allowed before it is deployed, by the id",
            "that it will have."
        },
        footer = {"", "Example:", "  phala sidevm allow 0x12… --ready-file /tmp/net.json"})
final class AllowCommand extends Action {
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
    AllowCommand() {}

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
            SystemContract system = new SystemContract(cluster, sender);
            H256 driver = Question.ask(system::sidevmDriver)
                    .orElseThrow(() -> new CommandFailedException("The cluster has no driver "
                            + SystemContract.SIDEVM_DRIVER
                            + ", so no contract starts a program; an administrator may (phala sidevm start)"));
            ObjectNode told = JSON.createObjectNode();
            told.put("ok", true).put("contract", id.toHex()).put("driver", driver.toHex());
            if (Question.ask(() -> system.isAllowed(driver, id))) {
                return end(
                        told.put("sent", false), "Contract " + id + " may start a program already; nothing was sent.");
            }
            AccountId owner = Question.ask(() -> system.ownerOf(driver));
            if (!owner.equals(ClusterClient.account(sender))) {
                throw new CommandFailedException("Only the owner of the driver " + SystemContract.SIDEVM_DRIVER + ", "
                        + Accounts.format(owner.toBytes().toArray())
                        + ", lets contracts start programs; --account names another");
            }
            ChainClient.Inclusion made =
                    Order.toDriver("allow it", driver, SystemContract.allow(id)).give(cluster, wishes, sender);
            told.put("sent", true).put("block", made.block().toHex());
            made.fee().ifPresent(fee -> told.put("fee", fee.toString()));
            return end(told, "Contract " + id + " may start its program (pink::start_sidevm).");
        }
    }

    private int end(ObjectNode told, String sentence) {
        say(json ? told.toString() : sentence);
        return 0;
    }
}
