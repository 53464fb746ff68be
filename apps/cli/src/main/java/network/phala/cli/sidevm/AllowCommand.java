package network.phala.cli.sidevm;

import java.io.IOException;
import network.phala.cli.action.CommandFailedException;
import network.phala.cli.action.Question;
import network.phala.client.chain.ChainClient;
import network.phala.client.cluster.ClusterClient;
import network.phala.client.cluster.SystemContract;
import network.phala.client.contract.Accounts;
import network.phala.crypto.CryptoException;
import network.phala.primitives.AccountId;
import network.phala.primitives.H256;
import picocli.CommandLine.Command;
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
final class AllowCommand extends OrderAction {
    @SuppressWarnings("NullAway.Init")
    AllowCommand() {}

    @Override
    void order(Place place) throws IOException, CryptoException, CommandFailedException {
        H256 id = place.contract();
        SystemContract system = place.system();
        H256 driver = Question.ask(system::sidevmDriver)
                .orElseThrow(() -> new CommandFailedException("The cluster has no driver "
                        + SystemContract.SIDEVM_DRIVER
                        + ", so no contract starts a program; an administrator may (phala sidevm start)"));
        if (Question.ask(() -> system.isAllowed(driver, id))) {
            end(
                    told(id).put("sent", false),
                    driver,
                    "Contract " + id + " may start a program already; nothing was sent.");
            return;
        }
        AccountId owner = Question.ask(() -> system.ownerOf(driver));
        if (!owner.equals(ClusterClient.account(place.sender()))) {
            throw new CommandFailedException("Only the owner of the driver " + SystemContract.SIDEVM_DRIVER + ", "
                    + Accounts.format(owner.toBytes().toArray())
                    + ", lets contracts start programs; --account names another");
        }
        ChainClient.Inclusion made = place.give(Order.toDriver("allow it", driver, SystemContract.allow(id)));
        end(
                told(id, made).put("sent", true),
                driver,
                "Contract " + id + " may start its program (pink::start_sidevm).");
    }

    private void end(ObjectNode told, H256 driver, String sentence) {
        say(json() ? told.put("driver", driver.toHex()).toString() : sentence);
    }
}
