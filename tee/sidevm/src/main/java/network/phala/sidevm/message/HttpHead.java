package network.phala.sidevm.message;

import java.util.List;

/// The head of a request that comes in. The URL is absolute: `http://host/path?query`, the path as it follows the
/// program's id.
public record HttpHead(String method, String url, List<HttpHeader> headers) {
    public HttpHead {
        headers = List.copyOf(headers);
    }
}
