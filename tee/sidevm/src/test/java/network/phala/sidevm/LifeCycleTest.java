package network.phala.sidevm;

import static network.phala.sidevm.TestHost.PATIENCE;
import static network.phala.sidevm.TestHost.PROGRAM;
import static network.phala.sidevm.TestHost.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import network.phala.crypto.Blake2b;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Deployment, waiting for code, deadlines, replacement, checkpoints.
class LifeCycleTest {
    private static final Bytes CODE = TestHost.artifact("workbench");
    private static final H256 HASH = H256.of(Blake2b.digest256(CODE.unsafeArray()));
    private static final SidevmConfig UNTIL_10 = new SidevmConfig(10 << 20, 1024, 50_000_000_000L, 10);

    private TestHost host;
    private Sidevms sidevms;

    @BeforeEach
    void begin() throws Exception {
        host = new TestHost();
        sidevms = new Sidevms(host.ports(), 1);
    }

    @AfterEach
    void close() {
        sidevms.close();
    }

    private String ask(Sidevms where, String question) throws Exception {
        return where.query(PROGRAM, Optional.empty(), Bytes.ofUtf8(question), PATIENCE)
                .toUtf8();
    }

    private SidevmInfo info() {
        return sidevms.info(PROGRAM).orElseThrow();
    }

    @Test
    void waitsForItsCode() throws Exception {
        assertThatThrownBy(() -> sidevms.uploadCode(PROGRAM, CODE, 1)).hasMessage("Sidevm not found");
        sidevms.start(PROGRAM, HASH, Optional.empty(), UNTIL_10, 1);
        assertThat(info().state()).isEqualTo("stopped");
        assertThat(info().stopReason()).isEqualTo("WaitingForCode");
        sidevms.finishBlock(1);
        assertThat(info().stopReason()).isEqualTo("WaitingForCode");
        assertThatThrownBy(() -> sidevms.uploadCode(PROGRAM, TestHost.artifact("hello-http"), 2))
                .hasMessageStartingWith("Code hash mismatch, expected: " + HASH);
        assertThatThrownBy(() -> sidevms.uploadCode(PROGRAM, CODE, 11)).hasMessage("Sidevm is expired");
        sidevms.uploadCode(PROGRAM, CODE, 10);
        assertThat(ask(sidevms, "echo up")).isEqualTo("up");
        assertThat(info().state()).isEqualTo("running");
        assertThat(info().codeHash()).isEqualTo(HASH);
        assertThatThrownBy(() -> sidevms.uploadCode(PROGRAM, CODE, 3)).hasMessage("The sidevm isn't waiting for code");
    }

    @Test
    void endsAfterItsDeadlineWhichCanBeMoved() throws Exception {
        sidevms.start(PROGRAM, HASH, Optional.of(CODE), UNTIL_10, 1);
        assertThat(ask(sidevms, "echo up")).isEqualTo("up");
        sidevms.finishBlock(10);
        assertThat(ask(sidevms, "echo up")).isEqualTo("up");
        assertThat(sidevms.setDeadline(PROGRAM, 20)).isTrue();
        sidevms.finishBlock(20);
        assertThat(ask(sidevms, "echo up")).isEqualTo("up");
        sidevms.finishBlock(21);
        until(() -> info().stopReason().equals("Stopped"), "the end after the deadline");
        sidevms.finishBlock(22);
        assertThat(info().stopReason()).isEqualTo("Stopped");
        assertThat(info().config().deadline()).isEqualTo(20);
        assertThat(sidevms.setDeadline(H256.ZERO, 1)).isFalse();
    }

    @Test
    void aNewDeploymentTakesTheOldOnesPlaceWhenThatHasEnded() throws Exception {
        sidevms.start(PROGRAM, HASH, Optional.of(CODE), SidevmConfig.DEFAULT, 1);
        ask(sidevms, "set k first");
        sidevms.pushMessage(PROGRAM, Bytes.ofUtf8("for the first"));
        sidevms.start(PROGRAM, HASH, Optional.of(CODE), SidevmConfig.DEFAULT, 1);
        assertThat(ask(sidevms, "messages")).isEqualTo("0 ");
        assertThat(ask(sidevms, "get k")).isEqualTo("first");
        assertThat(sidevms.liveCount()).isEqualTo(1);
        assertThat(host.lines.stream().filter(line -> line.equals("3 workbench is up")))
                .hasSize(2);
    }

    @Test
    void isGoneWithItsContract() throws Exception {
        sidevms.start(PROGRAM, HASH, Optional.of(CODE), SidevmConfig.DEFAULT, 1);
        assertThat(ask(sidevms, "echo up")).isEqualTo("up");
        sidevms.destroy(PROGRAM);
        assertThat(sidevms.info(PROGRAM)).isEmpty();
        assertThatThrownBy(() -> ask(sidevms, "echo")).hasMessage("Sidevm not found");
        assertThat(sidevms.pushMessage(PROGRAM, Bytes.EMPTY)).isFalse();
        sidevms.stop(PROGRAM);
    }

    @Test
    void runsAgainAfterACheckpoint() throws Exception {
        sidevms.start(PROGRAM, HASH, Optional.of(CODE), SidevmConfig.DEFAULT, 3);
        H256 waiting = H256.of(TestHost.bytes(8));
        sidevms.start(waiting, H256.ZERO, Optional.empty(), UNTIL_10, 1);
        assertThat(ask(sidevms, "echo up")).isEqualTo("up");
        Codec<List<Sidevms.Saved>> codec = Codecs.vec(Scale.of(Sidevms.Saved.class));
        Bytes checkpoint = codec.encode(sidevms.save());
        assertThat(ask(sidevms, "echo up")).isEqualTo("up");
        try (Sidevms restored = new Sidevms(host.ports(), 1)) {
            restored.load(codec.decodeAll(checkpoint));
            assertThat(restored.info(PROGRAM).orElseThrow().stopReason()).isEqualTo("Restore");
            assertThat(restored.info(waiting).orElseThrow().stopReason()).isEqualTo("WaitingForCode");
            restored.finishBlock(3);
            assertThat(ask(restored, "echo up")).isEqualTo("up");
            assertThat(codec.encode(restored.save()).size()).isEqualTo(checkpoint.size());
        }
    }

    @Test
    void messagesBeforeTheFirstTurnArrive() throws Exception {
        sidevms.start(PROGRAM, HASH, Optional.of(CODE), SidevmConfig.DEFAULT, 1);
        assertThat(sidevms.pushMessage(PROGRAM, Bytes.ofUtf8("early"))).isTrue();
        assertThat(ask(sidevms, "messages")).isEqualTo("1 early");
    }

    @Test
    void aProgramThatDoesNotListenGetsNothing() throws Exception {
        Bytes page = TestHost.artifact("hello-http");
        sidevms.start(
                PROGRAM, H256.of(Blake2b.digest256(page.unsafeArray())), Optional.of(page), SidevmConfig.DEFAULT, 1);
        assertThatThrownBy(() -> ask(sidevms, "echo")).isInstanceOf(SidevmException.class);
        until(() -> !sidevms.pushMessage(PROGRAM, Bytes.EMPTY), "the program's first turn");
        assertThatThrownBy(() -> ask(sidevms, "echo")).hasMessageStartingWith("Sidevm does not listen");
    }
}
