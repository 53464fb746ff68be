package network.phala.cli.sidevm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import network.phala.cli.action.Amounts;
import network.phala.cli.action.CommandFailedException;
import network.phala.cli.action.Question;
import network.phala.client.chain.ChainClient;
import network.phala.client.cluster.SystemContract;
import network.phala.crypto.CryptoException;
import network.phala.primitives.H256;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// `phala sidevm start`.
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts a contract's program, on all workers of the cluster and in place of the one that runs.",
            "It is the way of the cluster's administrators. The way of everybody else: the contract does it, in a message",
            "or its constructor, with the crate `pink`:",
            "  pink::start_sidevm(hash)?;   // the 32 bytes that `phala sidevm upload` told",
            "and the owner of the driver SidevmOperation lets it do so (phala sidevm allow). Contracts that nobody allowed",
            "pay the driver by block and worker (its message SidevmOperation::deploy_to_workers)."
        },
        footer = {
            "",
            "Examples:",
            "  phala sidevm start 0x12… greeter/target/greeter.wasm --become-administrator --ready-file /tmp/net.json",
            "  phala sidevm start 0x12… 0xab… --account //Bob --ready-file /tmp/net.json"
        })
final class StartCommand extends OrderAction {
    @Parameters(index = "1", paramLabel = "CODE", description = "The code's hash, or its file.")
    private String code;

    @Mixin
    private Administrator administrator;

    @SuppressWarnings("NullAway.Init")
    StartCommand() {}

    @Override
    void requireSense() throws IOException, CommandFailedException {
        hash(code);
    }

    @Override
    void order(Place place) throws IOException, CryptoException, CommandFailedException {
        H256 id = place.contract();
        H256 hash = hash(code);
        StatusCommand.of(place.cluster(), id);
        if (!Question.ask(() -> place.system().hasProgram(hash))) {
            throw new CommandFailedException(
                    "The cluster has no program with the code hash " + hash + "; `phala sidevm upload FILE` brings it");
        }
        administrator.ensure(place.cluster(), place.system(), place.sender());
        ChainClient.Inclusion made =
                place.give(Order.toSystem("start the program", place.cluster(), SystemContract.deploySidevm(id, hash)));
        report(id, hash, made, StatusCommand.of(place.cluster(), id));
    }

    private void report(H256 id, H256 hash, ChainClient.Inclusion made, Optional<ProgramState> state) {
        if (json()) {
            ObjectNode out = told(id, made).put("codeHash", hash.toHex());
            state.ifPresent(program -> out.set("program", program.json()));
            say(out.toString());
            return;
        }
        say("contract", id);
        say("code hash", hash);
        say("in block", made.block());
        made.fee().ifPresent(fee -> say("fee", Amounts.pha(fee)));
        state.ifPresent(program -> say("program", program.words()));
    }

    /// The hash that a text or a file is.
    static H256 hash(String text) throws IOException, CommandFailedException {
        if (text.startsWith("0x")) {
            try {
                return H256.fromHex(text);
            } catch (IllegalArgumentException e) {
                throw new CommandFailedException(
                        "\"" + text + "\" is no code hash; expected 0x and 64 digits, or a file");
            }
        }
        Path file = Path.of(text);
        if (!Files.exists(file)) {
            throw new CommandFailedException(
                    "\"" + text + "\" is no code hash, and no file; expected 0x and 64 digits, or a program's .wasm");
        }
        return ProgramFile.read(file).hash();
    }
}
