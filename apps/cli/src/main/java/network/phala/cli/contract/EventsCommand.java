package network.phala.cli.contract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import network.phala.cli.action.Action;
import network.phala.cli.action.CommandFailedException;
import network.phala.cli.action.Connection;
import network.phala.client.cluster.ClusterClient;
import network.phala.client.contract.ContractFile;
import network.phala.client.contract.ContractFileException;
import network.phala.client.worker.QueryException;
import network.phala.crypto.Sr25519;
import network.phala.pink.types.ContractsEvent;
import network.phala.pink.types.EventRecord;
import network.phala.pink.types.PinkEvent;
import network.phala.pink.types.RuntimeEvent;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `phala contract events`.
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = EventsCommand.Verify.class,
        description = {
            "Shows the events that commands emitted, decoded by a bundle.",
            "They come from the cluster's log server, or from a worker's own log file, which holds the cluster's event",
            "chain (a worker started with RUST_LOG=debug)."
        },
        footer = {
            "",
            "Examples:",
            "  phala contract events --file erc20.contract --contract 0x12… --worker-log pruntime-0.log",
            "  phala contract events verify pruntime-0.log"
        })
final class EventsCommand extends Action {
    @Option(names = "--file", paramLabel = "FILE", description = "The .contract bundle that decodes the events.")
    private @Nullable Path file;

    @Option(names = "--contract", paramLabel = "ID", description = "Only this contract's.")
    private @Nullable String contract;

    @Option(names = "--worker-log", paramLabel = "FILE", description = "Read the event chain in a worker's log.")
    private @Nullable Path workerLog;

    @Option(names = "--all", description = "Balances and bookkeeping of the contracts pallet, too.")
    private boolean all;

    @Mixin
    private Connection connection;

    @SuppressWarnings("NullAway.Init")
    EventsCommand() {}

    @Override
    protected int run() throws IOException, ContractFileException, QueryException, CommandFailedException {
        Optional<ContractFile> bundle = file == null ? Optional.empty() : Optional.of(ContractFile.read(file));
        Optional<H256> wanted = contract == null ? Optional.empty() : Optional.of(Connection.contract(contract));
        if (workerLog != null) {
            for (EventChain.Entry entry : EventChain.read(workerLog)) {
                show(entry, bundle, wanted);
            }
            return 0;
        }
        try (Sr25519.Pair asker = connection.pair();
                ClusterClient cluster = connection.open()) {
            for (JsonNode entry :
                    LogServer.records(cluster, wanted, 0, 0, asker).path("records")) {
                if (entry.path("type").asString("").equals("Event")) {
                    say(fromLogServer(entry, bundle));
                }
            }
            return 0;
        }
    }

    private void show(EventChain.Entry entry, Optional<ContractFile> bundle, Optional<H256> wanted) {
        String where =
                "block " + Integer.toUnsignedString(entry.block().context().blockNumber());
        for (EventRecord each : entry.block().events()) {
            switch (each.event()) {
                case RuntimeEvent.Contracts(ContractsEvent.ContractEmitted(var emitter, Bytes data)) -> {
                    if (wanted.map(id -> id.value().equals(emitter.value())).orElse(true)) {
                        say(where + "  " + emitter + "  "
                                + text(each.topics().stream().map(H256::toBytes).toList(), data, bundle));
                    }
                }
                default -> {
                    if (all) {
                        say(where + "  " + each.event());
                    }
                }
            }
        }
    }

    private static String text(List<Bytes> topics, Bytes data, Optional<ContractFile> bundle) {
        if (topics.equals(List.of(PinkEvent.TOPIC.toBytes()))) {
            try {
                return "(to the worker) " + PinkEvent.CODEC_OF_EVENT.decodeAll(data);
            } catch (network.phala.scale.DecodeException e) {
                return "(to the worker, undecodable) " + data;
            }
        }
        return bundle.flatMap(file -> file.decodeEvent(topics, data))
                .map(event -> event.label() + " " + event.fields())
                .orElseGet(() -> "data " + data + " topics " + topics);
    }

    static String fromLogServer(JsonNode entry, Optional<ContractFile> bundle) {
        try {
            List<Bytes> topics = new java.util.ArrayList<>();
            entry.path("topics").forEach(topic -> topics.add(Bytes.fromHex(topic.asString())));
            return "block " + entry.path("blockNumber") + "  "
                    + entry.path("contract").asString() + "  "
                    + text(topics, Bytes.fromHex(entry.path("payload").asString()), bundle);
        } catch (IllegalArgumentException e) {
            return entry.toString();
        }
    }

    /// `phala contract events verify`.
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = {
                "Verifies an event chain offline, and says which block is the first that does not fit.",
                "Every block's body is held against its header, every header against the block before it, every",
                "signature against the worker's key."
            },
            footer = {"", "Example:", "  phala contract events verify /tmp/phala-devnet-1/logs/pruntime-0.log"})
    static final class Verify extends Action {
        @Parameters(index = "0", paramLabel = "LOG", description = "A worker's log with the event chain.")
        private Path log;

        @Option(
                names = "--signer",
                paramLabel = "KEY",
                description = "The worker whose chain it must be (default: whoever signed the first block).")
        private @Nullable String signer;

        @SuppressWarnings("NullAway.Init")
        Verify() {}

        @Override
        protected int run() throws IOException, CommandFailedException {
            List<EventChain.Entry> chain = EventChain.read(log);
            EventChain.verify(
                    chain, signer == null ? Optional.empty() : Optional.of(Connection.hash(signer, "worker key")));
            int events = chain.stream()
                    .mapToInt(entry -> entry.block().events().size())
                    .sum();
            say(chain.size() + " blocks with " + events + " events hold together.");
            say(
                    "first",
                    Long.toUnsignedString(chain.getFirst().block().number()) + " after "
                            + chain.getFirst().block().parent());
            say(
                    "last",
                    Long.toUnsignedString(chain.getLast().block().number()) + " with hash "
                            + chain.getLast().block().hash());
            say("signed by", EventChain.signer(chain).toHex());
            return 0;
        }
    }
}
