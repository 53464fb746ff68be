package network.phala.pruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.prpc.PrpcException;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Query;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Queries to a contract's program (`SidevmQuery`), as clients send them: what goes in comes out, byte for byte, or its
/// asker is told why not.
class SidevmQueryTest {
    /// `Err(QueryError)` by the error's number.
    private static final Bytes SIDEVM_NOT_FOUND = Bytes.fromHex("0x0102");
    private static final Bytes NO_RESPONSE = Bytes.fromHex("0x0103");
    private static final int LIMIT = PrpcMethod.CONTRACT_QUERY.bodyLimit();

    @TempDir
    Path data;

    private final WorkerStoryTest story = new WorkerStoryTest();
    private TestWorker worker;
    private SidevmStory program;
    private H256 contract;
    private H256 system;

    @BeforeEach
    void deploy() throws Exception {
        worker = TestWorker.start(data);
        SyntheticChain chain = story.untilACluster(worker);
        contract = story.instantiate(worker, chain, "flipper4.contract", Bytes.fromHex("0x9bae9d5e01"));
        system = WorkerStoryTest.systemContract(worker);
        program = story.sidevm(chain, contract);
        program.deploys(worker, system);
    }

    @AfterEach
    void end() {
        worker.close();
    }

    private Bytes ask(H256 whom, Bytes body, Optional<Sr25519.Pair> asker) throws Exception {
        ScaleWriter query = new ScaleWriter();
        query.writeByte(1);
        query.writeVec(body);
        return story.client().ask(worker, whom, query.toBytes(), asker);
    }

    private Bytes ask(Bytes body) throws Exception {
        return ask(contract, body, Optional.empty());
    }

    private Bytes ask(String text) throws Exception {
        return ask(Bytes.ofUtf8(text));
    }

    /// `Ok(Payload(body))`, and nothing after it.
    private static Bytes body(Bytes answer) throws Exception {
        ScaleReader in = new ScaleReader(answer);
        assertThat(in.readBytes(2)).isEqualTo(Bytes.fromHex("0x0000"));
        Bytes body = in.readVec();
        assertThat(in.remaining()).isZero();
        return body;
    }

    /// The program gives back what follows a byte 0.
    private static Bytes raw(Bytes body) {
        return Bytes.of((byte) 0).concat(body);
    }

    @Test
    void bodiesComeAndGoAsTheyAre() throws Exception {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        for (Bytes body : List.of(
                Bytes.EMPTY, Bytes.of((byte) 0), Bytes.wrap(all), TestClient.random(63), TestClient.random(64))) {
            assertThat(body(ask(raw(body)))).isEqualTo(body);
        }
        Bytes large = TestClient.random(LIMIT - 512);
        assertThat(body(ask(raw(large))))
                .as("almost as much as a request may have")
                .isEqualTo(large);
        assertThat(body(ask(Bytes.EMPTY)).toUtf8()).as("nothing is asked").startsWith("error: ");
        String answer = body(ask("repeat " + (1 << 18) + " vier")).toUtf8();
        assertThat(answer)
                .as("answers may be larger than questions")
                .hasSize(1 << 20)
                .endsWith("vier");
        // The program hears who asks, and of nobody where nobody signed.
        Sr25519.Pair alice = story.client().account();
        assertThat(body(ask(contract, Bytes.ofUtf8("whoami"), Optional.of(alice)))
                        .toUtf8())
                .isEqualTo(alice.publicKey().toHex().substring(2));
        assertThat(body(ask("whoami")).toUtf8()).isEqualTo("nobody");
    }

    @Test
    void aRequestThatIsTooLargeIsNotTaken() throws Exception {
        Bytes sealed = TestClient.random(LIMIT);
        Bytes request =
                PrpcMethod.CONTRACT_QUERY.request().encode(new Query.ContractQueryRequest(sealed, Optional.empty()));
        HttpResponse<byte[]> answer =
                worker.post(PrpcMethod.CONTRACT_QUERY.path(), request, "application/octet-stream");
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(body(ask("echo still here")).toUtf8()).isEqualTo("still here");
    }

    @Test
    void whoAsksForAProgramThatIsNotThereIsToldSo() throws Exception {
        assertThat(ask(system, Bytes.ofUtf8("echo x"), Optional.empty())).isEqualTo(SIDEVM_NOT_FOUND);
        H256 nobody = H256.fromHex("0x" + "3e".repeat(32));
        assertThatThrownBy(() -> ask(nobody, Bytes.ofUtf8("echo x"), Optional.empty()))
                .isInstanceOf(PrpcException.class)
                .hasMessageContaining("ContractNotFound");
        program.stops(worker, system);
        assertThat(ask("echo x")).as("stopped").isEqualTo(SIDEVM_NOT_FOUND);
    }

    @Test
    void manyAtOnceGetTheirOwnAnswers() throws Exception {
        try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Bytes> bodies = new ArrayList<>();
            List<Future<Bytes>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Bytes body = TestClient.random(i * 17);
                bodies.add(body);
                answers.add(askers.submit(() -> body(ask(raw(body)))));
            }
            for (int i = 0; i < bodies.size(); i++) {
                assertThat(answers.get(i).get()).as("question %d", i).isEqualTo(bodies.get(i));
            }
        }
    }

    @Test
    void whoWaitsForAnAnswerThatNeverComesIsToldWhenItCannotComeAnyMore() throws Exception {
        assertThat(ask("drop")).as("the program has thrown the question away").isEqualTo(NO_RESPONSE);
        try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Bytes> waiting = askers.submit(() -> ask("keep"));
            long end = System.nanoTime() + 300_000_000_000L;
            while (!body(ask("kept")).toUtf8().equals("1")) {
                assertThat(System.nanoTime()).as("the question does not arrive").isLessThan(end);
            }
            assertThat(body(ask("echo meanwhile")).toUtf8()).isEqualTo("meanwhile");
            assertThat(waiting.isDone()).isFalse();
            program.stops(worker, system);
            assertThat(waiting.get()).isEqualTo(NO_RESPONSE);
        }
    }
}
