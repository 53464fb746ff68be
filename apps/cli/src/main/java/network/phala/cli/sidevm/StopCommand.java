package network.phala.cli.sidevm;

import java.io.IOException;
import java.util.Optional;
import network.phala.cli.action.CommandFailedException;
import network.phala.client.chain.ChainClient;
import network.phala.client.cluster.SystemContract;
import network.phala.crypto.CryptoException;
import network.phala.primitives.H256;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
final class StopCommand extends OrderAction {
    @Mixin
    private Administrator administrator;

    @SuppressWarnings("NullAway.Init")
    StopCommand() {}

    @Override
    void order(Place place) throws IOException, CryptoException, CommandFailedException {
        H256 id = place.contract();
        Optional<ProgramState> state = StatusCommand.of(place.cluster(), id);
        if (state.isEmpty() || !state.get().runs()) {
            throw new CommandFailedException("Contract " + id + " has no program that runs"
                    + state.map(each -> "; it is " + each.words()).orElse(""));
        }
        administrator.ensure(place.cluster(), place.system(), place.sender());
        ChainClient.Inclusion made =
                place.give(Order.toSystem("stop the program", place.cluster(), SystemContract.stopSidevm(id)));
        say(
                json()
                        ? told(id, made).toString()
                        : "The program of contract " + id + " was told to stop, in block " + made.block() + ".");
    }
}
