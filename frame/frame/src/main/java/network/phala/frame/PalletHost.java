package network.phala.frame;

import network.phala.frame.dispatch.Dispatcher;
import network.phala.scale.Scale;

/// What a pallet needs of the runtime it is part of.
public interface PalletHost extends Dispatcher {
    /// Appends an event of a pallet to the block's events.
    void deposit(int pallet, Object event);

    /// The derivation context in which `RuntimeCall`, `RuntimeEvent` and `OriginCaller` are the runtime's.
    Scale scale();
}
