package network.phala.pherry;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import network.phala.client.chain.ChainClient;
import network.phala.client.rpc.JsonRpcClient;
import network.phala.client.rpc.NodeAnswer;
import network.phala.client.worker.PrpcClient;
import network.phala.client.worker.PrpcRefusal;
import network.phala.crypto.CryptoException;
import network.phala.crypto.KeyUri;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.Hex;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.PhactoryInfo;
import network.phala.prpc.message.Registration.InitRuntimeRequest;
import network.phala.prpc.message.Sync;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// The relayer's loop: storage changes first, then headers, then, at the tip of the chain, registration and messages.
///
/// It runs on the thread that calls [#run] and keeps nothing that matters: every turn asks the worker where
/// it stands, so a crash of any of the three programs is only a pause. Follows phala-blockchain
/// standalone/pherry/src/lib.rs, bridge.
public final class Pherry {
    private static final Logger LOG = LoggerFactory.getLogger(Pherry.class);
    private static final int NODE_LAG_MAX = 8;
    private static final long BLOCK_MAX = 0xffff_ffffL;
    private static final int TOO_LARGE = 413;
    /// How soon a resting relayer sees that it shall stop.
    private static final long STOP_LOOK_MILLIS = 100;

    private final PherryConfig config;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile boolean registered;
    /// Blocks in one call: fewer after a run of large ones.
    private int batch;

    public Pherry(PherryConfig config) {
        this.config = config;
        this.batch = config.blockBatch();
    }

    /// Whether this relayer has registered its worker in this run.
    public boolean hasRegistered() {
        return registered;
    }

    /// Ends [#run] soon. Any thread may call.
    public void stop() {
        stop.countDown();
    }

    /// Relays until [#stop], or until the configured last block.
    ///
    /// @throws IOException when the node or the worker is lost; running again goes on where this run ended
    public void run() throws IOException {
        try (ChainClient chain = ChainClient.connect(config.nodeUrl());
                PrpcClient worker = new PrpcClient(config.pruntimeUrl());
                Sr25519.Pair signer = KeyUri.parse(config.keyUri()).sr25519()) {
            if (config.switches().waitForNode()) {
                waitForNode(chain);
            }
            NodeSource node = new NodeSource(chain);
            PhactoryInfo info = worker.info();
            if (!info.initialized()) {
                if (!config.switches().initialise()) {
                    throw new IOException("The worker is not initialised, and --no-init forbids to do it");
                }
                initialise(node, worker);
            } else {
                ensureSameChain(chain, info);
            }
            relay(
                    node,
                    worker,
                    new Registration(chain, worker, signer, config),
                    new MessageSync(chain, worker, signer, config),
                    chain.finalizedHeads());
        } catch (CryptoException e) {
            throw new IOException("The key URI of the fee account is not usable: " + e.getMessage(), e);
        }
    }

    private void relay(
            NodeSource node,
            PrpcClient worker,
            Registration registration,
            MessageSync messages,
            JsonRpcClient.Subscription heads)
            throws IOException {
        boolean bound = false;
        long brought = -1;
        while (!stopped(0)) {
            // What gets final from here on ends the rest below.
            heads.skip();
            PhactoryInfo info = worker.info();
            long nextHeader = Integer.toUnsignedLong(info.headernum());
            long nextBlock = Integer.toUnsignedLong(info.blocknum());
            long stands = nextHeader << 32 | nextBlock;
            if (stands == brought) {
                throw new IOException("The worker took what was brought to it and still wants header " + nextHeader
                        + " and block " + nextBlock + "; expected later ones");
            }
            brought = -1;
            if (nextBlock > config.toBlock()) {
                LOG.info("reached the last block wanted block={}", config.toBlock());
                return;
            }
            if (config.switches().sync()) {
                Step step = sync(node, worker, nextHeader, nextBlock);
                if (step != Step.NONE) {
                    brought = step == Step.TAKEN ? stands : -1;
                    continue;
                }
            }
            if (config.switches().register() && !registered) {
                registered = registration.register();
            }
            if (config.switches().bind() && !bound && registered) {
                bound = registration.bind();
            }
            if (config.switches().submitMessages() && messages.submit() == config.messagesPerRound()) {
                continue;
            }
            rest(heads);
        }
    }

    /// Until the next block is final, or [#stop], or as long as the operator says: the worker may have something to
    /// tell without a block.
    private void rest(JsonRpcClient.Subscription heads) throws IOException {
        long left = config.idleWait().toMillis();
        while (left > 0 && !stopped(0)) {
            long part = Math.min(left, STOP_LOOK_MILLIS);
            if (heads.poll(Duration.ofMillis(part)).isPresent()) {
                return;
            }
            left -= part;
        }
    }

    /// What became of a step: nothing was to do, it is to be tried with less, or the worker took it.
    private enum Step {
        NONE,
        SMALLER,
        TAKEN
    }

    /// One step towards the tip.
    private Step sync(NodeSource node, PrpcClient worker, long nextHeader, long nextBlock) throws IOException {
        if (nextBlock < nextHeader) {
            return dispatch(node, worker, nextBlock, Math.min(nextHeader - 1, nextBlock + batch - 1));
        }
        long finalized = node.finalizedNumber();
        if (finalized > 0 && finalized >= nextHeader) {
            NodeSource.HeaderBatch headers = node.headersFrom(nextHeader);
            if (headers.last() == 0) {
                return Step.NONE;
            }
            worker.call(PrpcMethod.SYNC_HEADER, new Sync.HeadersToSync(headers.encoded(), Optional.empty()));
            LOG.debug("synced headers={}..{}", nextHeader, headers.last());
            return Step.TAKEN;
        }
        return Step.NONE;
    }

    /// Blocks full of large messages are brought in smaller numbers, down to one at a time.
    private Step dispatch(NodeSource node, PrpcClient worker, long first, long last) throws IOException {
        try {
            worker.call(PrpcMethod.DISPATCH_BLOCKS, new Sync.Blocks(node.blocks(first, last)));
        } catch (JsonRpcClient.AnswerTooLargeException | PrpcRefusal e) {
            if (first == last || e instanceof PrpcRefusal refusal && refusal.status() != TOO_LARGE) {
                throw e;
            }
            batch = (int) (last - first + 1) / 2;
            LOG.info("blocks={}..{} are too large together; trying {}", first, last, batch);
            return Step.SMALLER;
        }
        LOG.info("dispatched blocks={}..{}", first, last);
        batch = Math.min(config.blockBatch(), 2 * batch);
        return Step.TAKEN;
    }

    private void initialise(NodeSource node, PrpcClient worker) throws IOException {
        var request = new InitRuntimeRequest(
                config.attestation() == PherryConfig.Attestation.NONE,
                node.genesisInfo(),
                config.injectKey(),
                node.genesisState(),
                config.operator().map(account -> account.toBytes()),
                false,
                switch (config.attestation()) {
                    case NONE -> Optional.<Bytes>empty();
                    case IAS -> Optional.of(Bytes.of((byte) 1));
                    case DCAP -> Optional.of(Bytes.of((byte) 2));
                });
        var response = worker.call(PrpcMethod.INIT_RUNTIME, request);
        LOG.info(
                "runtime_info: InitRuntimeResponse {{ public_key: {}, genesis_block_hash: {} }}",
                response.encodedPublicKey(),
                response.encodedGenesisBlockHash());
    }

    /// A worker that follows another chain would refuse every header; say so at once instead.
    private static void ensureSameChain(ChainClient chain, PhactoryInfo info) throws IOException {
        String ours = Hex.plain(chain.genesisHash().value().unsafeArray());
        String theirs = info.genesisBlockHash().orElse(ours);
        if (!theirs.equals(ours)) {
            throw new IOException("The worker follows the chain with genesis 0x" + theirs + ", but the node's is 0x"
                    + ours + "; use a fresh data folder for the worker or another node");
        }
    }

    private void waitForNode(ChainClient chain) throws IOException {
        while (true) {
            JsonNode state = chain.rpc().call("system_syncState");
            long current = NodeAnswer.number("the node's current block", state.path("currentBlock"), BLOCK_MAX);
            long highest = NodeAnswer.number("the node's highest block", state.path("highestBlock"), BLOCK_MAX);
            if (highest - current <= NODE_LAG_MAX) {
                return;
            }
            LOG.info("waiting for the node current={} highest={}", current, highest);
            if (stopped(5_000)) {
                return;
            }
        }
    }

    /// Waits up to `millis` for [#stop].
    private boolean stopped(long millis) throws IOException {
        try {
            return stop.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }
}
