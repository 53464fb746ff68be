package network.phala.types;

import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;

/// A [HandoverChallenge] between machines, with network time in seconds.
public record DcapHandoverChallenge(
        Bytes sgxTargetInfo, int blockNumber, long now, boolean devMode, Bytes32 nonce, long ntpTimeSecs) {}
