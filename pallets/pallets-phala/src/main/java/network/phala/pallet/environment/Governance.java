package network.phala.pallet.environment;

import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.Origin;

/// The origin of administrative calls: root, or more than half of the council.
public final class Governance {
    /// Pallet index of the council.
    public static final int COUNCIL = 16;

    private Governance() {}

    public static void ensure(Origin origin) throws DispatchException {
        origin.rootOrMoreThanHalf(COUNCIL);
    }
}
