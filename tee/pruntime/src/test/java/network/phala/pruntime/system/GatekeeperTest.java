package network.phala.pruntime.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import network.phala.crypto.Sr25519;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.Hex;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.pruntime.seal.MasterKeys.Generation;
import network.phala.types.EncryptedKey;
import network.phala.types.WorkerIdentity;
import network.phala.types.contract.ClusterEvent;
import network.phala.types.contract.ClusterOperation;
import network.phala.types.contract.ContractIds;
import network.phala.types.keys.SecretChannel;
import network.phala.types.messaging.GatekeeperEvent;
import network.phala.types.messaging.KeyDistribution;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.SignedMessage;
import org.junit.jupiter.api.Test;

/// The gatekeeper's numbers and keys are those of a known master key, worked out apart from this code, and
/// the same on every gatekeeper.
class GatekeeperTest {
    private static final Sr25519.Pair MASTER = Sr25519.Pair.fromSeed(Hex.parse("0x" + "11".repeat(32)));
    private static final AccountId SOMEONE = new AccountId(Bytes32.ZERO);

    private final EgressQueue egress = new EgressQueue();
    private final Gatekeeper gatekeeper = new Gatekeeper(List.of(new Generation(0, 0, MASTER)), egress);

    private static Sr25519.Pair worker(int number) {
        byte[] seed = new byte[32];
        seed[31] = (byte) number;
        return Sr25519.Pair.fromSeed(seed);
    }

    private static WorkerIdentity identity(int number) {
        Sr25519Public key = new Sr25519Public(worker(number).publicKey().value());
        return new WorkerIdentity(key, key);
    }

    private List<SignedMessage> spoken() {
        return egress.pending().getFirst().messages();
    }

    @Test
    void makesTheKnownRandomNumbers() throws Exception {
        gatekeeper.setRegistered(true);
        for (int block = 1; block <= 10; block++) {
            gatekeeper.finishBlock(block);
        }
        assertThat(spoken()).hasSize(2);
        GatekeeperEvent.NewRandomNumber first = number(0);
        assertThat(first.blockNumber()).isEqualTo(5);
        assertThat(first.randomNumber().toHex())
                .isEqualTo("0x1e361f7799a88e22c7381a1257285b73aaec14ac77fdb38049eea5542bc9d36c");
        assertThat(first.lastRandomNumber()).isEqualTo(Bytes32.ZERO);
        GatekeeperEvent.NewRandomNumber second = number(1);
        assertThat(second.randomNumber().toHex())
                .isEqualTo("0xdd00114b4d53d716b2a58d3c184e2ea573110c4d61d4dd06633eb1348534749b");
        gatekeeper.checkRandomNumber(first);
        gatekeeper.checkRandomNumber(second);
        assertThatThrownBy(() -> gatekeeper.checkRandomNumber(
                        new GatekeeperEvent.NewRandomNumber(5, second.randomNumber(), Bytes32.ZERO)))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("poisoned");
    }

    private GatekeeperEvent.NewRandomNumber number(int index) throws Exception {
        return (GatekeeperEvent.NewRandomNumber)
                GatekeeperEvent.codec().decodeAll(spoken().get(index).message().payload());
    }

    @Test
    void sealsTheClusterKeyWithTheKnownNonce() throws Exception {
        gatekeeper.setRegistered(true);
        gatekeeper.deployCluster(
                new ClusterEvent.DeployCluster(
                        SOMEONE,
                        ContractIds.clusterId(1),
                        List.of(identity(1), identity(2)),
                        U128.ZERO,
                        U128.ZERO,
                        U128.ZERO,
                        U128.ZERO,
                        SOMEONE),
                5);
        ClusterOperation.DispatchKeys keys = (ClusterOperation.DispatchKeys)
                ClusterOperation.codec().decodeAll(spoken().get(1).message().payload());
        EncryptedKey first =
                Objects.requireNonNull(keys.secretKeys().get(identity(1).pubkey()));
        assertThat(first.iv().toHex()).isEqualTo("0xf8dd496736e0be0a80946d2e");
        assertThat(first.encryptedKey().toHex()).startsWith("0x6e99abd81e338a8fb805c35d046629738aeeaf94d91cd5ec");
        EncryptedKey second =
                Objects.requireNonNull(keys.secretKeys().get(identity(2).pubkey()));
        assertThat(second.iv()).isNotEqualTo(first.iv());
        assertThat(SecretChannel.openKey(worker(2), second).publicKey().toHex())
                .isEqualTo("0x726111df01d9c356ab1a1ef9f1c35538377dd1b8a59c28829fc2557fde73c120");
    }

    @Test
    void aWorkerWhoseKeyIsNoPointGetsNothingAndHurtsNobody() throws Exception {
        gatekeeper.setRegistered(true);
        Sr25519Public bad = Sr25519Public.fromHex("0x" + "ff".repeat(32));
        gatekeeper.deployCluster(
                new ClusterEvent.DeployCluster(
                        SOMEONE,
                        ContractIds.clusterId(1),
                        List.of(new WorkerIdentity(bad, bad), identity(2)),
                        U128.ZERO,
                        U128.ZERO,
                        U128.ZERO,
                        U128.ZERO,
                        SOMEONE),
                5);
        ClusterOperation.DispatchKeys keys = (ClusterOperation.DispatchKeys)
                ClusterOperation.codec().decodeAll(spoken().get(1).message().payload());
        assertThat(keys.secretKeys()).containsOnlyKeys(identity(2).pubkey());
    }

    @Test
    void countsAlongInSilenceUntilItIsRegistered() {
        gatekeeper.finishBlock(5);
        assertThat(spoken()).isEmpty();
        assertThat(egress.nextSequence(MessageOrigin.GATEKEEPER)).isEqualTo(1);
        gatekeeper.setRegistered(true);
        gatekeeper.finishBlock(10);
        assertThat(spoken()).extracting(SignedMessage::sequence).containsExactly(1L);
    }

    @Test
    void sharesTheMasterKeyWithANewGatekeeper() throws Exception {
        gatekeeper.setRegistered(true);
        gatekeeper.shareMasterKey(identity(3), 12);
        KeyDistribution.MasterKeyDistribution shared = (KeyDistribution.MasterKeyDistribution)
                KeyDistribution.codec().decodeAll(spoken().getFirst().message().payload());
        assertThat(shared.dest()).isEqualTo(identity(3).pubkey());
        assertThat(shared.ecdhPubkey().toHex())
                .isEqualTo("0x7652d2758638656ab0485dd4bb4b009605bdc86174c4958cc98c712419e12f62");
        EncryptedKey key = new EncryptedKey(shared.ecdhPubkey(), shared.encryptedMasterKey(), shared.iv());
        assertThat(SecretChannel.openKey(worker(3), key).publicKey()).isEqualTo(MASTER.publicKey());
    }

    @Test
    void refusesToServeAnotherMasterKeyThanTheChains() {
        assertThatThrownBy(() -> gatekeeper.launch(identity(4).pubkey())).isInstanceOf(FatalException.class);
        gatekeeper.launch(new Sr25519Public(MASTER.publicKey().value()));
        assertThat(gatekeeper.isLaunched()).isTrue();
    }

    @Test
    void goesOnFromACheckpointWithTheSameNumbers() throws Exception {
        gatekeeper.setRegistered(true);
        gatekeeper.finishBlock(5);
        EgressQueue later = new EgressQueue();
        later.load(egress.save());
        Gatekeeper restored = Gatekeeper.load(gatekeeper.save(), List.of(new Generation(0, 0, MASTER)), later);
        restored.finishBlock(10);
        assertThat(later.pending().getFirst().messages()).hasSize(2);
        Bytes payload = later.pending().getFirst().messages().get(1).message().payload();
        assertThat(((GatekeeperEvent.NewRandomNumber) GatekeeperEvent.codec().decodeAll(payload))
                        .randomNumber()
                        .toHex())
                .startsWith("0xdd00114b");
    }
}
