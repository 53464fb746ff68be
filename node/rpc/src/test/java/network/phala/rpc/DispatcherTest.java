package network.phala.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// Requests as bytes, without a network: whatever they are, there is an answer that says why, and memory is bounded by
/// their size.
class DispatcherTest {
    private static final int ROUNDS = 4_000;
    private static final long SEED = Long.getLong("seed", 20261121);
    private static final long BASE_BYTES = 128 << 10;
    private static final long PER_BYTE = 400;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Dispatcher dispatcher = new Dispatcher(
            new RpcMethods()
                    .call(
                            "echo",
                            params -> JsonNodeFactory.instance.stringNode(
                                    params.bytes(0, "bytes").toHex())),
            true);

    private static final byte[] GOOD = ("[" + RpcClient.request(1, "echo", "[\"0x00ff00ff\"]") + ","
                    + RpcClient.request(2, "rpc_methods", "[]") + ",{\"jsonrpc\":\"2.0\",\"method\":\"echo\"}]")
            .getBytes(StandardCharsets.UTF_8);

    @Test
    void anyBytesGetAnAnswerWithinTheirMemory() {
        // The first time classes are loaded; memory counts the second time.
        play(false);
        play(true);
    }

    private void play(boolean measured) {
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            Bytes input = Bytes.wrap(hostile(random, round));
            long before = THREADS.getCurrentThreadAllocatedBytes();
            Bytes text = dispatcher.answer(input, null).text();
            long used = THREADS.getCurrentThreadAllocatedBytes() - before;
            String what = "seed " + SEED + ", round " + round + ": " + input.size() + " bytes";
            if (text != null) {
                assertWellFormed(JsonMapper.shared().readTree(text.toArray()), what);
            }
            if (measured) {
                assertThat(used).as(what).isLessThan(BASE_BYTES + PER_BYTE * input.size());
            }
        }
    }

    private static void assertWellFormed(JsonNode answer, String what) {
        if (answer.isArray()) {
            answer.forEach(each -> assertWellFormed(each, what));
            return;
        }
        assertThat(answer.path("jsonrpc").asString()).as(what).isEqualTo("2.0");
        if (!answer.has("result")) {
            assertThat(answer.path("error").path("code").asInt()).as(what).isIn(-32700, -32600, -32601, -32602);
            assertThat(answer.path("error").path("message").asString()).as(what).isNotBlank();
        }
    }

    private static byte[] hostile(Random random, int round) {
        byte[] bytes = GOOD.clone();
        switch (round % 5) {
            case 0 -> {
                bytes = new byte[random.nextInt(300)];
                random.nextBytes(bytes);
            }
            case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 2 -> {
                for (int i = 0; i <= random.nextInt(4); i++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
            }
            case 3 -> {
                String[] parts = {"[", "{\"a\":", "1e", "9", "\"\\u0", "[[],"};
                bytes = parts[random.nextInt(parts.length)]
                        .repeat(1 + random.nextInt(3_000))
                        .getBytes(StandardCharsets.UTF_8);
            }
            default -> {
                int from = random.nextInt(bytes.length);
                int count = random.nextInt(bytes.length - from);
                System.arraycopy(bytes, from, bytes, random.nextInt(bytes.length - count), count);
            }
        }
        return bytes;
    }
}
