package network.phala.sidevm.net;

import java.io.IOException;

/// The host is in this machine or its private networks, where neither contracts nor their programs may go.
public final class ForbiddenAddressException extends IOException {
    private static final long serialVersionUID = 1L;

    ForbiddenAddressException(String message) {
        super(message);
    }
}
