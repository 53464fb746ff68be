package network.phala.pink.types;

import java.util.List;
import network.phala.primitives.Bytes;

/// A request of a contract to the web.
public record HttpRequest(String url, String method, List<Header> headers, Bytes body) {
    /// Name and value.
    public record Header(String name, String value) {}

    public HttpRequest {
        headers = List.copyOf(headers);
    }
}
