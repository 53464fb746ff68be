package network.phala.pink.types;

import java.util.List;
import network.phala.primitives.Bytes;

/// The answer; transport failures are status 523, host limits 524.
public record HttpResponse(short statusCode, String reasonPhrase, List<HttpRequest.Header> headers, Bytes body) {
    public HttpResponse {
        headers = List.copyOf(headers);
    }
}
