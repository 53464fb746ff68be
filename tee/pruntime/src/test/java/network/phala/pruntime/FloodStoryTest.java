package network.phala.pruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import network.phala.crypto.Blake2b;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Query;
import network.phala.scale.Scale;
import network.phala.scale.ScaleWriter;
import network.phala.types.contract.CommandPayload.EncryptedData;
import network.phala.types.keys.SecretChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A real worker's port under those who mean it ill, together with one who does not.
@Timeout(900)
class FloodStoryTest {
    private static final Bytes GET = Bytes.fromHex("0x2f865bd9");
    private static final Bytes OK = Bytes.fromHex("0x0000");

    @TempDir
    Path data;

    private final WorkerStoryTest story = new WorkerStoryTest();

    private TestWorker worker() throws Exception {
        return TestWorker.start(
                TestWorker.config(data).withPrivateNetworks(true).withQueryTimeout(Duration.ofMinutes(10)));
    }

    /// Sixty askers keep one contract busy for as long as they like; the two places and the queue of 32 are theirs.
    /// Somebody who asks another contract gets the next place that is free, before all of them.
    @Test
    void aFloodOfQueriesToOneContractLeavesAnotherItsShare() throws Exception {
        try (TestWorker worker = worker()) {
            SyntheticChain chain = story.untilACluster(worker);
            H256 flooded = story.instantiate(worker, chain, "extension.contract", Bytes.fromHex("0xed4b9d1b"));
            H256 modest = story.instantiate(worker, chain, "flipper4.contract", Bytes.fromHex("0x9bae9d5e00"));
            TestClient client = story.client();
            List<Socket> askers = QueryStoryTest.twoThatCompute(worker, client, flooded);
            Bytes spin = QueryStoryTest.script("for (;;) {}");
            for (int i = 2; i < 60; i++) {
                askers.add(QueryStoryTest.ask(worker, client, flooded, spin));
            }
            while (QueryStoryTest.counters(worker, flooded).dropped() < 60 - 2 - 32) {
                Thread.onSpinWait();
            }
            assertThat(worker.info().initialized()).isTrue();
            Socket honest = QueryStoryTest.ask(worker, client, modest, GET);
            // The newcomer takes the place in the queue of the last who floods.
            while (QueryStoryTest.counters(worker, flooded).dropped() < 60 - 2 - 31) {
                Thread.onSpinWait();
            }
            for (Socket each : askers) {
                each.close();
            }
            assertThat(new String(honest.getInputStream().readNBytes(15), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200 OK");
            assertThat(client.query(worker, modest, GET).slice(0, 2)).isEqualTo(OK);
            while (QueryStoryTest.counters(worker, flooded).total() < 60) {
                Thread.onSpinWait();
            }
        }
    }

    /// Whoever tries instantiations names a contract, but it is not this one's share that the code takes: its own
    /// askers come before all of them.
    @Test
    void triedInstantiationsAreNotPaidForByTheContractTheyName() throws Exception {
        try (TestWorker worker = worker();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            SyntheticChain chain = story.untilACluster(worker);
            H256 busy = story.instantiate(worker, chain, "extension.contract", Bytes.fromHex("0xed4b9d1b"));
            H256 named = story.instantiate(worker, chain, "flipper4.contract", Bytes.fromHex("0x9bae9d5e00"));
            TestClient client = story.client();
            List<Socket> askers = QueryStoryTest.twoThatCompute(worker, client, busy);
            Bytes instantiation = instantiation(H256.of(
                    Blake2b.digest256(WorkerStoryTest.wasm("flipper4.contract").toArray())));
            for (int i = 0; i < 33; i++) {
                threads.submit(() -> client.ask(worker, named, instantiation, Optional.of(client.account())));
            }
            while (QueryStoryTest.counters(worker, named).dropped() < 1) {
                Thread.onSpinWait();
            }
            Future<Bytes> honest = threads.submit(() -> client.query(worker, named, GET));
            while (QueryStoryTest.counters(worker, named).dropped() < 2) {
                Thread.onSpinWait();
            }
            for (Socket each : askers) {
                each.close();
            }
            assertThat(honest.get().slice(0, 2)).isEqualTo(OK);
        }
    }

    /// `InkInstantiate`, constructor `new(false)`.
    private static Bytes instantiation(H256 codeHash) {
        ScaleWriter query = new ScaleWriter();
        query.writeByte(2);
        query.write(codeHash.toBytes());
        query.writeVec(TestClient.random(8));
        query.writeVec(Bytes.fromHex("0x9bae9d5e00"));
        query.writeU128(U128.ZERO);
        query.writeU128(U128.ZERO);
        return query.toBytes();
    }

    @Test
    void thousandsWhoSayNothingOrHalfAreInNobodysWay() throws Exception {
        try (TestWorker worker = worker()) {
            SyntheticChain chain = story.untilACluster(worker);
            H256 flipper = story.instantiate(worker, chain, "flipper4.contract", Bytes.fromHex("0x9bae9d5e00"));
            List<Socket> crowd = new ArrayList<>();
            try {
                String[] words = {
                    "",
                    "POST /prpc/PhactoryAPI.Con",
                    "POST " + PrpcMethod.CONTRACT_QUERY.path() + " HTTP/1.1\r\nContent-Length: 100000\r\n\r\nabc",
                    "POST " + PrpcMethod.CONTRACT_QUERY.path() + " HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n"
                };
                for (int i = 0; i < 2000; i++) {
                    Socket socket = new Socket(
                            InetAddress.getLoopbackAddress(), worker.pruntime().port());
                    crowd.add(socket);
                    socket.getOutputStream().write(words[i % words.length].getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException e) {
                // This process may not open more; it has two ends of each.
                assertThat(crowd).hasSizeGreaterThan(300);
                crowd.removeLast().close();
                for (int i = 0; i < 50; i++) {
                    crowd.removeLast().close();
                }
            }
            assertThat(worker.info().initialized()).isTrue();
            assertThat(story.client().query(worker, flipper, GET).slice(0, 2)).isEqualTo(OK);
            for (Socket each : crowd) {
                each.close();
            }
            assertThat(story.client().query(worker, flipper, GET).slice(0, 2)).isEqualTo(OK);
        }
    }

    private static Query.ContractQueryResponse send(TestWorker worker, Bytes sealed, Query.Signature signature)
            throws Exception {
        return worker.call(PrpcMethod.CONTRACT_QUERY, new Query.ContractQueryRequest(sealed, Optional.of(signature)));
    }

    /// Who records a query can send it again, as to the original: the answer is for the asker's key. Every other use
    /// of what was recorded is refused, and told why.
    @Test
    void recordedQueriesServeNobodyElse() throws Exception {
        try (TestWorker worker = worker()) {
            SyntheticChain chain = story.untilACluster(worker);
            H256 flipper = story.instantiate(worker, chain, "flipper4.contract", Bytes.fromHex("0x9bae9d5e00"));
            TestClient client = story.client();
            Sr25519.Pair session = Sr25519.Pair.fromSeed(TestClient.random(32).toArray());
            Bytes sealed = client.request(session, flipper, TestClient.random(32), GET);
            Query.Signature signature = TestClient.sign(client.account(), session, sealed);
            assertThat(send(worker, sealed, signature)).isNotEqualTo(send(worker, sealed, signature));

            // Bytes after what is decoded are signed, and not looked at.
            Bytes longer = sealed.concat(Bytes.ofUtf8("and more"));
            send(worker, longer, TestClient.sign(client.account(), session, longer));
            refused(worker, longer, signature, "Verifying signature failed: InvalidSignature");

            EncryptedData data = Scale.of(EncryptedData.class).decodeAll(sealed);
            Sr25519.Pair mallory = Sr25519.Pair.fromSeed(TestClient.random(32).toArray());
            // Mallory's signature over another's query: she would be the asker, but cannot change or read it.
            send(worker, sealed, TestClient.sign(mallory, mallory, sealed));
            // Another's encryption key with her own text, and her key with another's text.
            Bytes hers = encode(new EncryptedData(
                    data.iv(),
                    data.pubkey(),
                    SecretChannel.seal(mallory, client.workerKey(), data.iv(), GET)
                            .data()));
            refused(worker, hers, TestClient.sign(mallory, mallory, hers), "AeadDecryptError");
            Bytes theirs =
                    encode(new EncryptedData(data.iv(), mallory.publicKey().value(), data.data()));
            refused(worker, theirs, TestClient.sign(mallory, mallory, theirs), "AeadDecryptError");
            // For another worker: sealed for its key.
            TestClient elsewhere = new TestClient(client.account(), mallory.publicKey());
            Bytes foreign = elsewhere.request(session, flipper, TestClient.random(32), GET);
            refused(worker, foreign, TestClient.sign(client.account(), session, foreign), "AeadDecryptError");
            // For a contract that is not here.
            Bytes nowhere = client.request(session, H256.ZERO, TestClient.random(32), GET);
            refused(worker, nowhere, TestClient.sign(client.account(), session, nowhere), "ContractNotFound");
            // The certificate of another, for a key that it does not name.
            Query.Signature borrowed =
                    new Query.Signature(signature.signedBy(), 1, Bytes.wrap(mallory.sign(hers.toArray())));
            refused(worker, hers, borrowed, "Verifying signature failed: InvalidSignature");
            // The session of another as the root of one's own.
            Query.Signature own = TestClient.sign(session, mallory, hers);
            refused(
                    worker,
                    hers,
                    new Query.Signature(
                            own.signedBy()
                                    .map(certificate -> new Query.Certificate(
                                            certificate.encodedBody(),
                                            certificate
                                                    .signature()
                                                    .map(each -> new Query.Signature(
                                                            signature.signedBy(),
                                                            each.signatureType(),
                                                            each.signature())))),
                            1,
                            own.signature()),
                    "Verifying signature failed: TooLongCertificateChain");
            refused(
                    worker,
                    sealed,
                    new Query.Signature(Optional.empty(), 1, signature.signature()),
                    "CertificateMissing");
            refused(
                    worker,
                    sealed,
                    new Query.Signature(Optional.empty(), 9, signature.signature()),
                    "InvalidSignatureType");
            assertThat(client.query(worker, flipper, GET).slice(0, 2)).isEqualTo(OK);
        }
    }

    private static Bytes encode(EncryptedData data) {
        return Scale.of(EncryptedData.class).encode(data);
    }

    private static void refused(TestWorker worker, Bytes sealed, Query.Signature signature, String why) {
        assertThatThrownBy(() -> send(worker, sealed, signature)).hasMessageContaining(why);
    }

    /// Certificates within certificates, thousands deep: refused where they are decoded.
    @Test
    void certificatesNestedWithoutEndAreRefused() throws Exception {
        try (TestWorker worker = worker()) {
            story.untilACluster(worker);
            for (int depth : new int[] {10, 60, 20_000}) {
                byte[] nested = new byte[0];
                int budget = 400_000;
                java.io.ByteArrayOutputStream reversed = new java.io.ByteArrayOutputStream();
                for (int i = 0; i < depth && reversed.size() < budget; i++) {
                    int size = reversed.size();
                    byte[] length = varint(size);
                    for (int at = length.length - 1; at >= 0; at--) {
                        reversed.write(length[at]);
                    }
                    // Field 1 of a signature is its certificate; field 2 of a certificate its signature.
                    reversed.write(i % 2 == 0 ? 0x0a : 0x12);
                }
                nested = reversed.toByteArray();
                for (int left = 0, right = nested.length - 1; left < right; left++, right--) {
                    byte swapped = nested[left];
                    nested[left] = nested[right];
                    nested[right] = swapped;
                }
                Bytes body = Bytes.concat(Bytes.of((byte) 0x12), Bytes.wrap(varint(nested.length)), Bytes.wrap(nested));
                var answer = worker.post(PrpcMethod.CONTRACT_QUERY.path(), body, "application/octet-stream");
                assertThat(answer.statusCode()).as("depth %d", depth).isIn(400, 500);
                assertThat(new String(answer.body(), StandardCharsets.ISO_8859_1))
                        .containsAnyOf("Decode", "protobuf", "Verifying signature failed");
            }
            assertThat(worker.info().initialized()).isTrue();
        }
    }

    private static byte[] varint(int value) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        int rest = value;
        while (rest >= 0x80) {
            out.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
        return out.toByteArray();
    }
}
