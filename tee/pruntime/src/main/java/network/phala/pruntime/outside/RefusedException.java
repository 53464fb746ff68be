package network.phala.pruntime.outside;

import network.phala.pink.types.HttpRequestError;

/// A request or its answer met a limit; the error says which.
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final HttpRequestError error;

    RefusedException(HttpRequestError error) {
        super(error.display(), null, false, false);
        this.error = error;
    }

    HttpRequestError error() {
        return error;
    }
}
