package network.phala.sidevm;

import static network.phala.sidevm.TestHost.PATIENCE;
import static network.phala.sidevm.TestHost.PROGRAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.sidevm.message.HttpHead;
import network.phala.sidevm.message.HttpHeader;
import network.phala.sidevm.message.HttpResponseHead;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// HTTP requests in a program's hands.
class HttpTest {
    private Sidevms sidevms;

    @BeforeEach
    void start() throws Exception {
        sidevms = new Sidevms(new TestHost().ports(), 2);
        TestHost.deploy(sidevms, PROGRAM, "workbench");
    }

    @AfterEach
    void stop() {
        sidevms.close();
    }

    private HttpSession open(String method, String path, HttpHeader... headers) throws Exception {
        return sidevms.connect(PROGRAM, new HttpHead(method, "http://worker/" + path, List.of(headers)));
    }

    private static String text(HttpSession session) throws Exception {
        return new String(session.responseBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void servesAPage() throws Exception {
        H256 page = H256.of(TestHost.bytes(3));
        TestHost.deploy(sidevms, page, "hello-http");
        for (int visit = 1; visit <= 3; visit++) {
            try (HttpSession session = sidevms.connect(page, new HttpHead("GET", "http://h/x?y", List.of()))) {
                HttpResponseHead head = session.awaitHead(PATIENCE);
                assertThat(head.statusCode()).isEqualTo(200);
                assertThat(head.headers()).containsExactly(new HttpHeader("Content-Type", "text/html; charset=utf-8"));
                assertThat(text(session))
                        .contains("You asked for http://h/x?y.")
                        .contains("Visit " + visit + ".");
            }
        }
    }

    @Test
    void cookiesAreKeptBack() throws Exception {
        try (HttpSession session =
                open("GET", "teapot", new HttpHeader("COOKIE", "secret"), new HttpHeader("X-Mine", "yes"))) {
            assertThat(session.awaitHead(PATIENCE).statusCode()).isEqualTo(418);
            assertThat(text(session)).isEqualTo("GET http://worker/teapot\nx-mine: yes\n");
        }
    }

    @Test
    void bodiesOfAnySizePassThrough() throws Exception {
        byte[] body = new byte[300_000];
        new Random(5).nextBytes(body);
        try (HttpSession session = open("POST", "echo")) {
            try (OutputStream out = session.requestBody()) {
                out.write(body);
            }
            assertThat(session.awaitHead(PATIENCE).headers()).contains(new HttpHeader("X-Length", "300000"));
            assertThat(session.responseBody().readAllBytes()).isEqualTo(body);
        }
    }

    @Test
    void anAnswerMayComeInPieces() throws Exception {
        try (HttpSession session = open("GET", "stream")) {
            session.awaitHead(PATIENCE);
            assertThat(text(session)).isEqualTo("line 1\nline 2\nline 3\nline 4\nline 5\n");
        }
    }

    @Test
    void anUpgradeIsAStreamBothWays() throws Exception {
        try (HttpSession session =
                open("GET", "upgrade", new HttpHeader("Connection", "Upgrade"), new HttpHeader("Upgrade", "shout"))) {
            assertThat(session.awaitHead(PATIENCE).statusCode()).isEqualTo(101);
            OutputStream out = session.requestBody();
            for (String word : List.of("hello", "again")) {
                out.write(word.getBytes(StandardCharsets.UTF_8));
                assertThat(new String(session.responseBody().readNBytes(5), StandardCharsets.UTF_8))
                        .isEqualTo(word.toUpperCase(java.util.Locale.ROOT));
            }
            out.close();
            assertThat(session.responseBody().read()).isEqualTo(-1);
        }
    }

    @Test
    void aProgramThatDropsTheRequestGivesNoAnswer() throws Exception {
        try (HttpSession session = open("GET", "silent")) {
            assertThatThrownBy(() -> session.awaitHead(PATIENCE)).hasMessage("No response from the sidevm");
        }
    }

    @Test
    void aProgramThatKeepsTheRequestCostsTheClientItsPatienceOnly() throws Exception {
        try (HttpSession session = open("GET", "forever")) {
            assertThatThrownBy(() -> session.awaitHead(Duration.ofMillis(50))).hasMessage("Sidevm query timeout");
        }
        try (HttpSession session = open("GET", "forever")) {
            CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> {
                try {
                    return session.responseBody().read();
                } catch (java.io.IOException e) {
                    // The request had not even reached the program.
                    return -1;
                }
            });
            sidevms.stop(PROGRAM);
            assertThatThrownBy(() -> session.awaitHead(PATIENCE)).hasMessage("No response from the sidevm");
            assertThat(read.get()).as("the body ends with the program").isEqualTo(-1);
        }
    }

    @Test
    void aClientThatLeavesDoesNotHoldTheProgram() throws Exception {
        for (int i = 0; i < 100; i++) {
            try (HttpSession session = open("POST", "echo")) {
                session.requestBody().write(new byte[100]);
            }
        }
        assertThat(sidevms.query(PROGRAM, Optional.empty(), Bytes.ofUtf8("echo alive"), PATIENCE)
                        .toUtf8())
                .isEqualTo("alive");
    }
}
