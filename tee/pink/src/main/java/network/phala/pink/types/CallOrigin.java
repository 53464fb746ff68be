package network.phala.pink.types;

import network.phala.primitives.AccountId;
import network.phala.scale.Index;

/// Who called a contract (`pallet_contracts::Origin`). A cluster has no root caller; the variant keeps the wire index.
public sealed interface CallOrigin {
    @Index(0)
    record Root() implements CallOrigin {}

    @Index(1)
    record Signed(AccountId account) implements CallOrigin {}
}
