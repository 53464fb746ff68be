package network.phala.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import network.phala.chain.BlockApp;
import network.phala.chain.BlockApp.DecidedBlock;
import network.phala.chain.BlockApp.Proposal;
import network.phala.chain.BlockApp.ProposalRequest;
import network.phala.chain.Chain;
import network.phala.chain.ChainConfig;
import network.phala.crypto.Blake2b;
import network.phala.crypto.CryptoException;
import network.phala.crypto.KeyUri;
import network.phala.crypto.Sr25519;
import network.phala.frame.transaction.TransactionSource;
import network.phala.node.Network;
import network.phala.node.NodeConfig;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.ScaleWriter;
import network.phala.storage.rocksdb.RocksDbStore;

/// CPU time of importing a block of transfers somebody else made: signatures, dispatch, trie, and the durable commit to
/// RocksDB, per transfer.
///
/// The reference is Substrate's weight of the same (extrinsic base and `transfer_keep_alive`, 278.6 µs) on its
/// reference machine, scaled to this machine by the speed of BLAKE2b.
final class TransferImportBench implements Bench {
    private static final double SUBSTRATE_MICROS = 278.6;
    private static final int TRANSFERS_PER_BLOCK = 400;
    private static final int WARM_BLOCKS = 15;
    private static final int MEASURED_BLOCKS = 10;
    private static final long SLOT_MILLIS = 3000;
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    @Override
    public String name() {
        return "transfer-import";
    }

    @Override
    public List<Figure> measure() throws Exception {
        Path folder = Files.createTempDirectory("phala-bench-");
        Network network = Network.of(NodeConfig.Preset.DEV, SLOT_MILLIS);
        try (RocksDbStore proposerStore = RocksDbStore.open(folder.resolve("a"), Chain.storeColumns());
                RocksDbStore importerStore = RocksDbStore.open(folder.resolve("b"), Chain.storeColumns());
                Chain proposer = open(network, proposerStore);
                Chain importer = open(network, importerStore)) {
            Sender sender = new Sender(proposer.genesis().hash());
            long nanos = 0;
            for (int block = 1; block <= WARM_BLOCKS + MEASURED_BLOCKS; block++) {
                Proposal proposal = propose(proposer, sender, block);
                long spent = importBlock(importer, proposal);
                nanos += block > WARM_BLOCKS ? spent : 0;
            }
            double micros = nanos / 1e3 / (MEASURED_BLOCKS * (double) TRANSFERS_PER_BLOCK);
            double blake2b = ReferenceMachine.blake2bMibPerSecond();
            double reference = ReferenceMachine.micros(SUBSTRATE_MICROS, blake2b);
            return List.of(new Figure(
                    name(),
                    reference / micros,
                    1,
                    String.format(
                            Locale.ROOT,
                            "%.1f µs of CPU per transfer; Substrate %.1f µs scaled by BLAKE2b %.0f MiB/s",
                            micros,
                            reference,
                            blake2b)));
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static Chain open(Network network, RocksDbStore store) {
        return Chain.open(network.spec(), network.runtime(), ChainConfig.archive(network.finalityKeys()), store);
    }

    private static Proposal propose(Chain chain, Sender sender, int height) throws Exception {
        for (int i = 0; i < TRANSFERS_PER_BLOCK; i++) {
            chain.pool().submit(TransactionSource.LOCAL, sender.next());
        }
        BlockApp app = chain.app();
        long slot = 600_000_000L + height;
        Proposal proposal =
                app.prepareProposal(new ProposalRequest(height, slot * SLOT_MILLIS, slot, Duration.ofMinutes(1)));
        if (proposal.extrinsics().size() != TRANSFERS_PER_BLOCK + 1) {
            throw new IllegalStateException("Block of " + proposal.extrinsics().size() + " extrinsics");
        }
        app.finalizeBlock(new DecidedBlock(proposal, List.of()));
        app.commit();
        return proposal;
    }

    private static long importBlock(Chain chain, Proposal proposal) {
        long began = CPU.getCurrentThreadCpuTime();
        chain.app().finalizeBlock(new DecidedBlock(proposal, List.of()));
        chain.app().commit();
        return CPU.getCurrentThreadCpuTime() - began;
    }

    /// Signs Alice's transfers to new accounts and to known ones in turn.
    private static final class Sender {
        private final Sr25519.Pair pair;
        private final H256 genesis;
        private final List<Bytes> known = new ArrayList<>();
        private int nonce;

        private Sender(H256 genesis) throws IOException {
            this.genesis = genesis;
            try (KeyUri alice = KeyUri.parse("//Alice")) {
                pair = alice.sr25519();
            } catch (CryptoException e) {
                throw new IOException(e);
            }
        }

        private Bytes next() {
            Bytes to = nonce % 2 == 1
                    ? known.get(nonce / 2)
                    : Bytes.wrap(Blake2b.digest256(new byte[] {(byte) nonce, (byte) (nonce >> 8), 7}));
            known.add(to);
            ScaleWriter call = new ScaleWriter();
            call.write(new byte[] {7, 3, 0});
            call.write(to);
            call.writeCompact(1_000_000_000_000L);
            ScaleWriter extras = new ScaleWriter();
            extras.writeByte(0);
            extras.writeCompact(nonce++);
            extras.writeByte(0);
            ScaleWriter payload = new ScaleWriter();
            payload.write(call.toBytes());
            payload.write(extras.toBytes());
            payload.writeInt(101);
            payload.writeInt(1);
            payload.write(genesis.toBytes());
            payload.write(genesis.toBytes());
            ScaleWriter body = new ScaleWriter();
            body.writeByte(0x84);
            body.writeByte(0);
            body.write(pair.publicKey().value().unsafeArray());
            body.writeByte(1);
            body.write(pair.sign(payload.toArray()));
            body.write(extras.toBytes());
            body.write(call.toBytes());
            ScaleWriter extrinsic = new ScaleWriter();
            extrinsic.writeVec(body.toBytes());
            return extrinsic.toBytes();
        }
    }
}
