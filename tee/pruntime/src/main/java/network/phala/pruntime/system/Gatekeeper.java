package network.phala.pruntime.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.phala.crypto.Blake2b;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.Sr25519Public;
import network.phala.pruntime.economics.Ledger;
import network.phala.pruntime.economics.PoisonedException;
import network.phala.pruntime.seal.MasterKeys.Generation;
import network.phala.types.EncryptedKey;
import network.phala.types.WorkerIdentity;
import network.phala.types.contract.ClusterEvent;
import network.phala.types.contract.ClusterOperation;
import network.phala.types.contract.ClusterRegistryEvent;
import network.phala.types.keys.KeyDerivation;
import network.phala.types.keys.SecretChannel;
import network.phala.types.messaging.GatekeeperEvent;
import network.phala.types.messaging.GatekeeperRegistryEvent;
import network.phala.types.messaging.KeyDistribution;
import network.phala.types.messaging.TokenomicParameters;
import network.phala.types.messaging.WorkingInfoUpdateEvent;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.Topic;

/// The keeper of the master key: shares it with new gatekeepers, makes cluster keys and random numbers.
///
/// All gatekeepers send under one name and one sequence, so each must say the same at the same place; one that is not
/// registered on chain counts along in silence. For the writer thread.
///
/// The ledger of the workers' economics is [Ledger]; this class feeds it and sends its reports.
///
/// Follows phala-blockchain crates/phactory/src/system/gk.rs.
public final class Gatekeeper {
    private static final int RANDOMNESS_INTERVAL = 5;

    /// Everything but the keys, for a checkpoint; the keys are in their own sealed file.
    public record Saved(
            int keyIndex,
            boolean registered,
            boolean launched,
            long ivSequence,
            Bytes32 lastRandomNumber,
            Ledger.Saved ledger) {}

    private final EgressQueue egress;
    private Ledger ledger = new Ledger(TokenomicParameters.DEFAULT);
    private List<Generation> history;
    private int keyIndex;
    private boolean registered;
    private boolean launched;
    private long ivSequence;
    private Bytes32 lastRandomNumber = Bytes32.ZERO;

    /// Starts silent, with the first master key.
    public Gatekeeper(List<Generation> history, EgressQueue egress) {
        this.history = List.copyOf(history);
        this.egress = egress;
        egress.setDummy(MessageOrigin.GATEKEEPER, true);
    }

    public static Gatekeeper load(Saved saved, List<Generation> history, EgressQueue egress) {
        if (saved.keyIndex() >= history.size()) {
            throw FatalException.abort(
                    "Checkpoint uses master key " + saved.keyIndex() + "; only " + history.size() + " are sealed");
        }
        Gatekeeper gatekeeper = new Gatekeeper(history, egress);
        gatekeeper.keyIndex = saved.keyIndex();
        gatekeeper.launched = saved.launched();
        gatekeeper.ivSequence = saved.ivSequence();
        gatekeeper.lastRandomNumber = saved.lastRandomNumber();
        gatekeeper.ledger = Ledger.load(saved.ledger());
        gatekeeper.setRegistered(saved.registered());
        return gatekeeper;
    }

    public Saved save() {
        return new Saved(keyIndex, registered, launched, ivSequence, lastRandomNumber, ledger.save());
    }

    private Sr25519.Pair masterKey() {
        return history.get(keyIndex).key();
    }

    public Sr25519Public masterPublicKey() {
        return new Sr25519Public(masterKey().publicKey().value());
    }

    public List<Generation> history() {
        return history;
    }

    /// Whether it speaks: registered on chain, and not silent.
    public boolean isActive() {
        return registered;
    }

    public boolean isLaunched() {
        return launched;
    }

    public void setRegistered(boolean isRegistered) {
        registered = isRegistered;
        egress.setDummy(MessageOrigin.GATEKEEPER, !isRegistered);
    }

    /// The chain has the master public key: work begins.
    public void launch(Sr25519Public onChain) {
        if (!onChain.equals(masterPublicKey())) {
            throw FatalException.abort(
                    "Local master key " + masterPublicKey() + " is not the one on chain, " + onChain);
        }
        launched = true;
    }

    /// Sends the master key, or all of them, sealed to a new gatekeeper.
    public void shareMasterKey(WorkerIdentity dest, int block) {
        if (history.size() > 1) {
            List<KeyDistribution.Generation> sealed = new ArrayList<>();
            for (Generation each : history) {
                sealIfPossible(dest.ecdhPubkey(), KeyDerivation.MASTER_KEY_SHARING, each.key(), block)
                        .ifPresent(key ->
                                sealed.add(new KeyDistribution.Generation(each.rotationId(), each.blockHeight(), key)));
            }
            push(
                    KeyDistribution.TOPIC,
                    KeyDistribution.codec().encode(new KeyDistribution.MasterKeyHistory(dest.pubkey(), sealed)));
            return;
        }
        sealIfPossible(dest.ecdhPubkey(), KeyDerivation.MASTER_KEY_SHARING, masterKey(), block)
                .ifPresent(key -> push(
                        KeyDistribution.TOPIC,
                        KeyDistribution.codec()
                                .encode(new KeyDistribution.MasterKeyDistribution(
                                        dest.pubkey(), key.ecdhPubkey(), key.encryptedKey(), key.iv()))));
    }

    /// A receiver whose key is no point gets nothing; every gatekeeper sees that alike.
    private Optional<EncryptedKey> sealIfPossible(Sr25519Public dest, Bytes purpose, Sr25519.Pair secret, int block) {
        Bytes iv = nextIv(block);
        try {
            return Optional.of(SecretChannel.sealKey(masterKey(), purpose, dest, iv, secret));
        } catch (CryptoException e) {
            return Optional.empty();
        }
    }

    private Bytes nextIv(int block) {
        try (Sr25519.Pair generator = KeyDerivation.derive(masterKey(), KeyDerivation.IV_GENERATOR)) {
            byte[] digest = Blake2b.digest256(
                    generator.exposeSecret(), bigEndian(Integer.toUnsignedLong(block), 4), bigEndian(ivSequence++, 8));
            return Bytes.wrap(digest).slice(0, 12);
        }
    }

    private static byte[] bigEndian(long value, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[size - 1 - i] = (byte) (value >>> 8 * i);
        }
        return bytes;
    }

    /// Makes a cluster's key, tells the chain its public half and the workers, sealed, the whole.
    public void deployCluster(ClusterEvent.DeployCluster cluster, int block) {
        try (Sr25519.Pair clusterKey = KeyDerivation.clusterKey(masterKey(), cluster.cluster())) {
            push(
                    ClusterRegistryEvent.TOPIC,
                    ClusterRegistryEvent.codec()
                            .encode(new ClusterRegistryEvent.PubkeyAvailable(
                                    cluster.cluster(),
                                    new Sr25519Public(clusterKey.publicKey().value()))));
            Map<Sr25519Public, EncryptedKey> keys = new TreeMap<>();
            for (WorkerIdentity worker : cluster.workers()) {
                sealIfPossible(worker.ecdhPubkey(), KeyDerivation.CLUSTER_KEY_SHARING, clusterKey, block)
                        .ifPresent(key -> keys.put(worker.pubkey(), key));
            }
            push(
                    ClusterOperation.TOPIC,
                    ClusterOperation.codec()
                            .encode(new ClusterOperation.DispatchKeys(
                                    keys,
                                    cluster.cluster(),
                                    cluster.owner(),
                                    cluster.deposit(),
                                    cluster.gasPrice(),
                                    cluster.depositPerItem(),
                                    cluster.depositPerByte(),
                                    cluster.treasuryAccount())));
        }
    }

    /// Checks a number that some gatekeeper emitted against our own knowledge.
    public void checkRandomNumber(GatekeeperEvent.NewRandomNumber event) {
        Sr25519.Pair key = masterKey();
        if (keyIndex > 0 && history.get(keyIndex).blockHeight() > event.blockNumber()) {
            key = history.get(keyIndex - 1).key();
        }
        Bytes32 expected = randomNumber(key, event.blockNumber(), event.lastRandomNumber());
        if (!expected.equals(event.randomNumber())) {
            throw FatalException.abort("GK state poisoned: random number of block " + event.blockNumber()
                    + " does not follow from the one before");
        }
    }

    private static Bytes32 randomNumber(Sr25519.Pair master, int block, Bytes32 last) {
        try (Sr25519.Pair key = KeyDerivation.derive(master, KeyDerivation.RANDOM_NUMBER)) {
            return Blake2b.hash256(last.unsafeArray(), bigEndian(Integer.toUnsignedLong(block), 4), key.exposeSecret());
        }
    }

    public Ledger ledger() {
        return ledger;
    }

    /// Before the block's first message.
    public void startBlock(int block, long nowMillis) {
        ledger.startBlock(block, nowMillis);
    }

    /// A message that may concern the ledger.
    public void account(Message message) {
        try {
            ledger.dispatch(message);
        } catch (PoisonedException e) {
            throw FatalException.abort(String.valueOf(e.getMessage()));
        }
    }

    /// At the end of a block the ledger's report, once the chain knows the master key; at the end of every fifth block
    /// a random number that follows from the one before.
    public void finishBlock(int block) {
        if (launched) {
            ledger.finishBlock()
                    .ifPresent(report -> push(
                            WorkingInfoUpdateEvent.TOPIC,
                            WorkingInfoUpdateEvent.codec().encode(report)));
        }
        if (Integer.remainderUnsigned(block, RANDOMNESS_INTERVAL) != 0) {
            return;
        }
        Bytes32 next = randomNumber(masterKey(), block, lastRandomNumber);
        push(
                GatekeeperEvent.TOPIC,
                GatekeeperEvent.codec().encode(new GatekeeperEvent.NewRandomNumber(block, next, lastRandomNumber)));
        lastRandomNumber = next;
    }

    /// Proposes a new master key to the given gatekeepers, sealed under the old one.
    public void proposeRotation(
            long rotationId,
            List<WorkerIdentity> gatekeepers,
            Sr25519.Pair candidate,
            Sr25519.Pair identity,
            int block) {
        Map<Sr25519Public, EncryptedKey> keys = new TreeMap<>();
        for (WorkerIdentity each : gatekeepers) {
            sealIfPossible(each.ecdhPubkey(), KeyDerivation.MASTER_KEY_SHARING, candidate, block)
                    .ifPresent(key -> keys.put(each.pubkey(), key));
        }
        Sr25519Public sender = new Sr25519Public(identity.publicKey().value());
        Bytes content = KeyDistribution.MasterKeyRotation.dataToSign(rotationId, keys, sender);
        byte[] toSign = network.phala.types.mq.SignedContent.MASTER_KEY_ROTATION
                .wrap(content)
                .unsafeArray();
        Bytes signature = Bytes.wrap(identity.sign(toSign));
        push(
                KeyDistribution.TOPIC,
                KeyDistribution.codec()
                        .encode(new KeyDistribution.MasterKeyRotation(rotationId, keys, sender, signature)));
    }

    /// Adds a received key; the same key again changes nothing.
    public void append(Generation generation) {
        for (Generation known : history) {
            if (known.rotationId() == generation.rotationId()) {
                if (!known.key().publicKey().equals(generation.key().publicKey())) {
                    throw FatalException.abort("Two master keys for rotation " + generation.rotationId());
                }
                return;
            }
        }
        if (generation.rotationId() != history.size()) {
            throw FatalException.abort(
                    "Master key of rotation " + generation.rotationId() + "; expected " + history.size());
        }
        List<Generation> longer = new ArrayList<>(history);
        longer.add(generation);
        history = List.copyOf(longer);
    }

    /// Takes over a longer history.
    public boolean replaceHistory(List<Generation> received) {
        if (received.size() <= history.size()) {
            return false;
        }
        history = List.copyOf(received);
        return true;
    }

    /// Uses the key of the rotation from this block on; the chain learns it under the old key's signature.
    public void switchTo(long rotationId, int block) {
        if (rotationId >= history.size()) {
            return;
        }
        Generation next = history.get((int) rotationId);
        if (next.blockHeight() != block) {
            throw FatalException.abort("Master key rotation " + rotationId + " at block " + block
                    + "; it is sealed for block " + next.blockHeight());
        }
        push(
                GatekeeperRegistryEvent.TOPIC,
                GatekeeperRegistryEvent.codec()
                        .encode(new GatekeeperRegistryEvent.RotatedMasterPubkey(
                                rotationId,
                                new Sr25519Public(next.key().publicKey().value()))));
        keyIndex = (int) rotationId;
    }

    private void push(Topic topic, Bytes payload) {
        egress.push(MessageOrigin.GATEKEEPER, masterKey(), topic, payload);
    }
}
