package network.phala.client.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import network.phala.client.cluster.ClusterClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Addresses as people give them.
class AddressesTest {
    @ParameterizedTest
    @CsvSource({
        "ws://127.0.0.1:9944, ws://127.0.0.1:9944",
        "http://127.0.0.1:9944, ws://127.0.0.1:9944",
        "wss://node.example/ws, wss://node.example/ws",
        "https://node.example, wss://node.example"
    })
    void aNodesTwoProtocolsAreOneAddress(String given, String used) throws IOException {
        assertThat(JsonRpcClient.address(given)).hasToString(used);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9944", "localhost", "ftp://host", "ws://", "ws://a b", "", "ws:9944"})
    void whatIsNoAddressOfANodeIsNamed(String given) {
        assertThatThrownBy(() -> JsonRpcClient.connect(given))
                .isInstanceOf(IOException.class)
                .hasMessage("\"" + given + "\" is no address of a node; expected ws://HOST:PORT");
    }

    @Test
    void whatIsNoAddressOfAWorkerIsNamedBeforeAnythingIsAsked() {
        assertThatThrownBy(() -> ClusterClient.connect(
                        "ws://127.0.0.1:1", "ws://127.0.0.1:2", Optional.empty(), Duration.ofSeconds(1)))
                .isInstanceOf(IOException.class)
                .hasMessage("\"ws://127.0.0.1:2\" is no address of a worker; expected http://HOST:PORT");
    }
}
