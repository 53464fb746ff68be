package network.phala.cli.sidevm;

import java.io.IOException;
import network.phala.cli.action.CommandFailedException;
import network.phala.cli.action.Payment;
import network.phala.cli.action.Question;
import network.phala.client.cluster.ClusterClient;
import network.phala.client.cluster.SystemContract;
import network.phala.client.contract.Accounts;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.AccountId;
import picocli.CommandLine.Option;

/// The right of an administrator, which the system contract's owner has not by itself but may take.
final class Administrator {
    @Option(
            names = "--become-administrator",
            description = "For the cluster's owner, who is no administrator by itself: be made one first.")
    private boolean become;

    /// Makes sure that the account may start and stop programs of others.
    void ensure(ClusterClient cluster, SystemContract system, Sr25519.Pair sender)
            throws IOException, CryptoException, CommandFailedException {
        AccountId who = ClusterClient.account(sender);
        if (Question.ask(() -> system.isAdministrator(who))) {
            return;
        }
        AccountId owner = Question.ask(system::owner);
        if (!owner.equals(who)) {
            throw new CommandFailedException(
                    Accounts.format(who.toBytes().toArray())
                            + " is no administrator of the cluster, and starts and stops no programs; --account names another. "
                            + "The cluster's owner, "
                            + Accounts.format(owner.toBytes().toArray())
                            + ", makes administrators (System::grant_admin), and without one a contract starts its program itself (phala sidevm allow)");
        }
        if (!become) {
            throw new CommandFailedException(Accounts.format(who.toBytes().toArray())
                    + " owns the cluster and is no administrator of it; --become-administrator makes it one");
        }
        Order.toSystem("make the owner an administrator", cluster, SystemContract.grantAdministrator(who))
                .give(cluster, Payment.Wishes.NONE, sender);
    }
}
