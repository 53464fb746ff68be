package network.phala.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import network.phala.crypto.Blake2b;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.Scale;
import network.phala.types.contract.ContractIds;
import network.phala.types.messaging.RegistryEvent;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.SignedContent;
import network.phala.types.mq.SignedMessage;
import network.phala.types.query.CertificateBody;
import org.junit.jupiter.api.Test;

/// Wire values under known keys: those that stand in Phala's sources (phala-blockchain crates/phactory and
/// crates/phala-types, the SDK's tests), and others worked out by hand from the layouts there.
class VectorsTest {
    private static final List<String> WORKERS = List.of(
            "3a3d45dc55b57bf542f4c6ff41af080ec675317f4ed50ae1d2713bf9f892692d",
            "54c71c235773b82115f0744252369c13414fd0e8bad3e8feff462c6a4bb58a0f",
            "86f0395b1e3b3f547b5fb2c6739d6c7919e7f71623e2ad8fb70baedfa2d6301d",
            "9c3f9a15df05e8e58a476cd47b71c6371fea43ed53c96203f06df97f94100a33",
            "2423def8add6af72c1a63caa1683cc1e0bf5a7a130837f2347cdf7c42d3f415b");

    private static Sr25519.Pair worker(int number) {
        byte[] seed = new byte[32];
        seed[31] = (byte) number;
        return Sr25519.Pair.fromSeed(seed);
    }

    private static final Sr25519Public FIRST = Sr25519Public.fromHex("0x" + WORKERS.getFirst());

    @Test
    void workerKeysOfTheTestNetworks() throws CryptoException {
        for (int i = 0; i < WORKERS.size(); i++) {
            assertThat(worker(i + 1).publicKey().value().toHex()).isEqualTo("0x" + WORKERS.get(i));
        }
        assertThat(Bytes.wrap(worker(1).exposeSecret()).toHex())
                .isEqualTo("0x1e4dfc9e79d85d1cc4c0ab23f966ba89cab178d31ce9515d2b3cc76f0c9f430a"
                        + "bc545075d7ce4333786a73bd01715a14bc541d837cb8a819f6207986ad5d053a");
        assertThat(Bytes.wrap(worker(1).agree(worker(2).publicKey())).toHex())
                .isEqualTo("0xb671021e31b1c82735e8b53338e32f200df554e66640f55949f7a52ef2ec3316");
        assertThat(Blake2b.hash256(FIRST.value().toArray()).toHex())
                .isEqualTo("0xd088091ea80d7a808632aa4edb43a3bd5a195253d9f13554a03e8264fd0ee740");
    }

    @Test
    void contractIds() {
        H256 id = ContractIds.contractId(
                Bytes.fromHex("0x" + "01".repeat(32)),
                Bytes.fromHex("0x010203"),
                H256.fromHex("0x" + "01".repeat(32)),
                Bytes.fromHex("0x010203"));
        assertThat(id.toHex()).isEqualTo("0x29a773373d12f21a9407333f6e1c9db09aed5c03d21e91060c2f34ac2b86ecb4");
    }

    @Test
    void signedBytesOfAMessage() {
        Message message = new Message(
                new MessageOrigin.Worker(FIRST),
                RegistryEvent.TOPIC,
                RegistryEvent.codec().encode(new RegistryEvent.BenchReport(1000, 0)));
        assertThat(SignedMessage.dataToSign(message, 0).toHex())
                .isEqualTo("0x02" + WORKERS.getFirst() + "54" + "5e7068616c612f72656769737472792f6576656e74" + "44"
                        + "00e8030000000000000000000000000000" + "0000000000000000");
    }

    @Test
    void registrationInfo() {
        WorkerRegistrationInfoV2 info = new WorkerRegistrationInfoV2(
                0x00020200, Bytes.EMPTY, FIRST, FIRST, H256.ZERO, List.of(1, 1), Optional.empty(), 0, 0);
        Bytes encoded = Scale.of(WorkerRegistrationInfoV2.class).encode(info);
        assertThat(encoded.size()).isEqualTo(119);
        assertThat(Blake2b.hash256(encoded.toArray()).toHex())
                .isEqualTo("0x5fbed7f483844f8b07f1b2d990aa7f5f462fa9fb6b99afb84213aebb7051c0f4");
    }

    @Test
    void signedContents() {
        assertThat(SignedContent.CLUSTER_STATE_REQUEST
                        .wrap(Bytes.fromHex("0x00000007"))
                        .toHex())
                .isEqualTo("0xff0500000007");
        assertThat(CertificateBody.codec()
                        .encode(new CertificateBody(FIRST.toBytes(), CertificateBody.NEVER, 0))
                        .toHex())
                .isEqualTo("0x80" + WORKERS.getFirst() + "ffffff7f00000000");
    }
}
