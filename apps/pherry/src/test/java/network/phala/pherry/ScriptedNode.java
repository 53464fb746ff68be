package network.phala.pherry;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.phala.block.Digest;
import network.phala.block.Header;
import network.phala.primitives.H256;
import network.phala.scale.ScaleWriter;

/// A node on the level of bytes with a chain of three blocks, which answers what it is told to. An answer may be
/// several messages, a line each. A connection is lost after so many calls.
final class ScriptedNode implements AutoCloseable {
    static final int BLOCKS = 3;
    private static final int CALLS_MAX = 60;
    private static final Pattern KEY = Pattern.compile("(?i)Sec-WebSocket-Key: (\\S+)");
    private static final Pattern CALL =
            Pattern.compile("\"id\":(\\d+),\"method\":\"(\\w+)\",\"params\":\\[\"?(\\w*)\"?,?\"?(\\w*)");

    private final ServerSocket socket;
    private volatile String extrinsic = "";
    /// Instead of the result that is right.
    final Map<String, String> results = new ConcurrentHashMap<>();
    /// The results of the next calls, before all others.
    final Map<String, List<String>> resultsOfCalls = new ConcurrentHashMap<>();

    /// Instead of the whole answer.
    final Map<String, String> answers = new ConcurrentHashMap<>();

    /// How many connections get wrong answers; those after them get right ones.
    volatile int wrongConnections = Integer.MAX_VALUE;

    final List<String> called = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();

    ScriptedNode() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "ws://127.0.0.1:" + socket.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                boolean wrong = connections.incrementAndGet() <= wrongConnections;
                Thread.ofVirtual().start(() -> serve(connection, wrong));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serve(Socket connection, boolean wrong) {
        try (connection) {
            DataInputStream in = new DataInputStream(connection.getInputStream());
            connection.setTcpNoDelay(true);
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(connection.getOutputStream()));
            out.write(handshake(in).getBytes(StandardCharsets.US_ASCII));
            out.flush();
            for (int i = 0; i < CALLS_MAX; i++) {
                Matcher call = CALL.matcher(text(in));
                if (!call.find()) {
                    break;
                }
                called.add(call.group(2));
                if (call.group(2).equals("author_submitAndWatchExtrinsic")) {
                    extrinsic = call.group(3);
                }
                for (String each : answer(wrong, call.group(1), call.group(2), call.group(3), call.group(4))
                        .split("\n", -1)) {
                    write(out, each);
                }
            }
            // Orderly, so that it is noticed at once: a close frame, and what still comes is read.
            out.write(new byte[] {(byte) 0x88, 0});
            out.flush();
            in.readAllBytes();
        } catch (Exception e) {
            // The relayer has gone.
        }
    }

    private static String handshake(DataInputStream in) throws Exception {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        Matcher key = KEY.matcher(head);
        if (!key.find()) {
            throw new IOException("no key");
        }
        byte[] accept = MessageDigest.getInstance("SHA-1")
                .digest((key.group(1) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(accept) + "\r\n\r\n";
    }

    private static String text(DataInputStream in) throws IOException {
        in.readUnsignedByte();
        int length = in.readUnsignedByte() & 0x7f;
        length = length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
        byte[] mask = new byte[4];
        byte[] content = new byte[length];
        in.readFully(mask);
        in.readFully(content);
        for (int i = 0; i < content.length; i++) {
            content[i] ^= mask[i % 4];
        }
        return new String(content, StandardCharsets.US_ASCII);
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(0x81);
        if (bytes.length < 126) {
            out.write(bytes.length);
        } else if (bytes.length < 1 << 16) {
            out.write(126);
            out.writeShort(bytes.length);
        } else {
            out.write(127);
            out.writeLong(bytes.length);
        }
        out.write(bytes);
        out.flush();
    }

    private String answer(boolean wrong, String id, String method, String parameter, String second) {
        String whole = answers.get(method);
        if (wrong && whole != null) {
            return whole.replace("ID", id);
        }
        String right = method.equals("chain_getBlock")
                ? "{\"block\":{\"extrinsics\":[7,\"" + extrinsic + "\"]}}"
                : result(method, parameter, second);
        List<String> queued = resultsOfCalls.getOrDefault(method, List.of());
        if (!queued.isEmpty()) {
            resultsOfCalls.put(method, queued.subList(1, queued.size()));
            return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + queued.getFirst() + "}";
        }
        String result = wrong ? results.getOrDefault(method, right) : right;
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
    }

    static H256 hash(int number) {
        byte[] hash = new byte[32];
        hash[0] = 7;
        hash[31] = (byte) number;
        return H256.of(hash);
    }

    private static int number(String hash) {
        return Integer.parseInt(hash.substring(64), 16);
    }

    private static Header header(int number) {
        return new Header(hash(number - 1), number, hash(100), hash(101), Digest.EMPTY);
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private static String headerOf(int number) {
        return "{\"parentHash\":\"" + hash(number - 1) + "\",\"number\":\"0x" + Integer.toHexString(number)
                + "\",\"stateRoot\":\"" + hash(100) + "\",\"extrinsicsRoot\":\"" + hash(101)
                + "\",\"digest\":{\"logs\":[\"0x064241424500\"]}}";
    }

    /// What a node in order says.
    private static String result(String method, String parameter, String second) {
        return switch (method) {
            case "state_getRuntimeVersion" -> "{\"specVersion\":101,\"transactionVersion\":1}";
            case "chain_getBlockHash" ->
                Integer.parseInt(parameter) <= BLOCKS
                        ? quoted(hash(Integer.parseInt(parameter)).toHex())
                        : "null";
            case "chain_getFinalizedHead" -> quoted(hash(BLOCKS).toHex());
            case "chain_getHeader" -> headerOf(parameter.isEmpty() ? BLOCKS : number(parameter));
            case "chain_subscribeFinalizedHeads" -> "\"heads\"";
            case "system_syncState" -> "{\"startingBlock\":0,\"currentBlock\":3,\"highestBlock\":3}";
            case "state_getStorage" -> "\"0x0000\"";
            case "state_getReadProof" -> "{\"at\":\"" + hash(0) + "\",\"proof\":[\"0x00\",\"0x0102\"]}";
            case "state_getPairs" -> "[[\"0x01\",\"0x02\"]]";
            case "grandpa_proveFinality" -> quoted(finalityProof());
            case "pha_getStorageChanges" ->
                Collections.nCopies(
                                number(second) - number(parameter) + 1,
                                "{\"mainStorageChanges\":[[\"0x01\",null],[\"0x02\",\"0x03\"]],"
                                        + "\"childStorageChanges\":[[\"0x04\",[]]]}")
                        .toString();
            case "pha_getMqNextSequence" -> "0";
            case "system_accountNextIndex" -> "5";
            case "author_submitExtrinsic" -> quoted(hash(50).toHex());
            case "author_submitAndWatchExtrinsic" -> "\"watch\"";
            default -> "null";
        };
    }

    private static String finalityProof() {
        ScaleWriter proof = new ScaleWriter();
        proof.write(hash(BLOCKS).toBytes());
        proof.writeVec(network.phala.primitives.Bytes.of((byte) 1, (byte) 2));
        proof.writeCompact(BLOCKS - 1);
        for (int number = 2; number <= BLOCKS; number++) {
            proof.write(header(number).encode());
        }
        return proof.toBytes().toHex();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
