package network.phala.pink.types;

/// Why a request was not made, in wire order.
public enum HttpRequestError {
    INVALID_URL("Invalid URL"),
    INVALID_METHOD("Invalid method"),
    INVALID_HEADER_NAME("Invalid header name"),
    INVALID_HEADER_VALUE("Invalid header value"),
    FAILED_TO_CREATE_CLIENT("Failed to create client"),
    TIMEOUT("Timeout"),
    NOT_ALLOWED("Not allowed"),
    TOO_MANY_REQUESTS("Too many requests"),
    NETWORK_ERROR("Network error"),
    RESPONSE_TOO_LARGE("Response too large"),
    TOO_MANY_HEADERS("Too many headers");

    private final String display;

    HttpRequestError(String display) {
        this.display = display;
    }

    /// The text in logs.
    public String display() {
        return display;
    }
}
