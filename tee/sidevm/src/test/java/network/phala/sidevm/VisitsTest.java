package network.phala.sidevm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.sidevm.SidevmException.Reason;
import network.phala.sidevm.message.HttpHead;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A program that answers nobody keeps its visitors, and none of another program's. There is room for four.
@Timeout(300)
class VisitsTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final H256 SILENT = H256.fromHex("0x" + "05".repeat(32));
    private static final H256 OTHER = H256.fromHex("0x" + "06".repeat(32));

    private Sidevms sidevms;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @BeforeEach
    void start() throws Exception {
        sidevms = new Sidevms(new TestHost().ports(), 2, new Sidevms.Room(1 << 28, 1 << 28, 2, 4));
        TestHost.deploy(sidevms, SILENT, "workbench");
        TestHost.deploy(sidevms, OTHER, "workbench");
        assertThat(ask(SILENT, "echo up")).isEqualTo("up");
    }

    @AfterEach
    void stop() {
        sidevms.close();
        threads.close();
    }

    private String ask(H256 program, String question) throws Exception {
        return sidevms.query(program, Optional.empty(), Bytes.ofUtf8(question), LONG)
                .toUtf8();
    }

    @Test
    void questionsThatAreNeverAnsweredLeaveRoomForOthers() throws Exception {
        List<Future<String>> asked = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            asked.add(threads.submit(() -> ask(SILENT, "keep")));
        }
        TestHost.until(() -> sidevms.visits() == 4, "all of the room is taken");
        assertThatThrownBy(() -> ask(SILENT, "echo"))
                .isInstanceOfSatisfying(
                        SidevmException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.BUSY));
        assertThat(asked).noneMatch(Future::isDone);
        assertThat(ask(OTHER, "echo here")).isEqualTo("here");
        TestHost.until(() -> asked.stream().anyMatch(Future::isDone), "one has given way");
        for (Future<String> each : asked) {
            if (each.isDone()) {
                assertThatThrownBy(each::get)
                        .cause()
                        .isInstanceOfSatisfying(
                                SidevmException.class,
                                ended -> assertThat(ended.reason()).isEqualTo(Reason.BUSY));
            }
        }
        assertThat(ask(OTHER, "echo again")).isEqualTo("again");
        assertThat(asked.stream().filter(Future::isDone)).hasSize(1);
    }

    @Test
    void andSoDoConnections() throws Exception {
        List<HttpSession> sessions = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            sessions.add(sidevms.connect(SILENT, new HttpHead("POST", "http://worker/echo", List.of())));
        }
        assertThatThrownBy(() -> sidevms.connect(SILENT, new HttpHead("GET", "http://worker/echo", List.of())))
                .isInstanceOfSatisfying(
                        SidevmException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.BUSY));
        assertThat(ask(OTHER, "echo here")).isEqualTo("here");
        assertThatThrownBy(() -> sessions.getFirst().awaitHead(LONG))
                .isInstanceOfSatisfying(
                        SidevmException.class,
                        ended -> assertThat(ended.reason()).isEqualTo(Reason.NO_RESPONSE));
        sessions.forEach(HttpSession::close);
        assertThat(ask(SILENT, "echo free")).isEqualTo("free");
    }
}
