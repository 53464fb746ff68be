package network.phala.frame.dispatch;

import network.phala.scale.TypePath;

/// Whether the sender pays a fee.
@TypePath("frame_support::dispatch::Pays")
public enum Pays {
    YES,
    NO
}
