package network.phala.frame.dispatch;

import network.phala.scale.TypePath;

/// How a call competes for block space.
@TypePath("frame_support::dispatch::DispatchClass")
public enum DispatchClass {
    NORMAL,
    OPERATIONAL,
    MANDATORY
}
