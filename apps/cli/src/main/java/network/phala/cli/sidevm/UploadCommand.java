package network.phala.cli.sidevm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import network.phala.cli.action.Action;
import network.phala.cli.action.Amounts;
import network.phala.cli.action.CodeUpload;
import network.phala.cli.action.CommandFailedException;
import network.phala.cli.action.Connection;
import network.phala.cli.action.Question;
import network.phala.client.chain.ChainClient;
import network.phala.client.cluster.ClusterClient;
import network.phala.client.cluster.SystemContract;
import network.phala.crypto.Sr25519;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.types.contract.ClusterInfo;
import network.phala.types.contract.ResourceType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `phala sidevm upload`.
@Command(
        name = "upload",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Uploads a program's code to the cluster, waits until the worker has it, and tells its hash.",
            "By the hash a contract or an administrator starts it. The cluster's price for the bytes is paid once, inside",
            "the cluster."
        },
        footer = {
            "",
            "Examples:",
            "  phala sidevm upload greeter/target/greeter.wasm --ready-file /tmp/net.json",
            "  phala sidevm upload greeter.wasm --account //Bob --deposit 1PHA --json"
        })
final class UploadCommand extends Action {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /// An account that pays must keep one unit, its existential deposit.
    private static final U128 KEPT = U128.ONE;

    @Parameters(index = "0", paramLabel = "FILE", description = "The program's .wasm module.")
    private Path file;

    @Option(
            names = "--deposit",
            paramLabel = "AMOUNT",
            description =
                    "Money to move from the account on the chain into the cluster first (default: what it lacks there "
                            + "for the price).")
    private @Nullable String deposit;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private Connection connection;

    @SuppressWarnings("NullAway.Init")
    UploadCommand() {}

    @Override
    protected boolean json() {
        return json;
    }

    @Override
    protected int run() throws IOException, CommandFailedException {
        Optional<U128> wanted = deposit == null ? Optional.empty() : Optional.of(Amounts.parse("--deposit", deposit));
        ProgramFile program = ProgramFile.read(file);
        CodeUpload.requireAcceptable(program.check().problems());
        H256 hash = program.hash();
        ObjectNode told = JSON.createObjectNode();
        told.put("ok", true).put("codeHash", hash.toHex());
        told.put("bytes", program.code().size());
        try (Sr25519.Pair sender = connection.pair();
                ClusterClient cluster = connection.open()) {
            line("code hash", hash);
            line("code", program.code().size() + " bytes");
            SystemContract system = new SystemContract(cluster, sender);
            if (Question.ask(() -> system.hasProgram(hash))) {
                return end(told.put("sent", false), "The cluster has the code already; nothing was sent.");
            }
            CodeUpload.requireAcceptable(
                    program.excess(cluster.chain().extrinsicBytesMax()).stream().toList());
            U128 price = price(cluster.info(), program);
            line("price", Amounts.pha(price) + ", paid inside the cluster");
            U128 money = wanted.isPresent() ? wanted.get() : lacking(system, price, sender);
            if (!money.equals(U128.ZERO)) {
                line("deposit", Amounts.pha(money) + ", moved into the cluster");
            }
            ChainClient.Inclusion sent = CodeUpload.executed(cluster, send(cluster, program, money, sender));
            line("in block", sent.block());
            sent.fee().ifPresent(fee -> line("fee", Amounts.pha(fee)));
            if (!Question.ask(() -> system.hasProgram(hash))) {
                throw new CommandFailedException(CodeUpload.refused(
                        cluster,
                        hash,
                        sender,
                        "The account has too little money inside the cluster for the price of " + Amounts.pha(price)
                                + "; --deposit brings some"));
            }
            told.put("sent", true).put("block", sent.block().toHex());
            sent.fee().ifPresent(fee -> told.put("fee", fee.toString()));
            told.put("price", price.toString()).put("deposit", money.toString());
            return end(told, "The cluster has the code. `phala sidevm start --help` tells who can start it.");
        }
    }

    private int end(ObjectNode told, String sentence) {
        say(json ? told.toString() : sentence);
        return 0;
    }

    private void line(String name, Object value) {
        if (!json) {
            say(name, value);
        }
    }

    private static ChainClient.Inclusion send(
            ClusterClient cluster, ProgramFile program, U128 money, Sr25519.Pair sender) throws IOException {
        return money.equals(U128.ZERO)
                ? cluster.upload(program.code(), ResourceType.SIDEVM_CODE, sender)
                : cluster.upload(program.code(), ResourceType.SIDEVM_CODE, money, sender);
    }

    /// As a worker reckons it: bytes with a hash each at the cluster's price, and one item.
    static U128 price(ClusterInfo cluster, ProgramFile program) {
        return cluster.depositPerByte()
                .saturatingMultiply(U128.of(program.code().size() + 32L))
                .saturatingAdd(cluster.depositPerItem());
    }

    private static U128 lacking(SystemContract system, U128 price, Sr25519.Pair sender)
            throws IOException, CommandFailedException {
        U128 needed = price.saturatingAdd(KEPT);
        U128 there = Question.ask(() -> system.freeBalance(ClusterClient.account(sender)));
        return there.compareTo(needed) >= 0 ? U128.ZERO : needed.subtract(there);
    }
}
