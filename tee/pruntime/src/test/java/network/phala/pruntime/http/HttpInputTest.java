package network.phala.pruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HttpInputTest {
    /// Else somebody asks, is there, and counts as having left.
    @Test
    void whatComesInTheMomentOfTheEndIsNotTaken() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel connection = SocketChannel.open(server.getLocalAddress())) {
                CompletableFuture<HttpInput> input = new CompletableFuture<>();
                input.complete(new HttpInput(connection, new InputStream() {
                    @Override
                    public int read() {
                        return 'x';
                    }

                    @Override
                    public int read(byte[] into, int offset, int length) {
                        input.join().endSilence(System.nanoTime() + 1_000_000_000);
                        into[offset] = 'x';
                        return 1;
                    }
                }));
                assertThat(input.join().awaitByte()).isFalse();
            }
        }
    }
}
