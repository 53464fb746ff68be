package network.phala.types;

import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;

/// What a worker asks of another one before it hands its key over.
public record HandoverChallenge(Bytes sgxTargetInfo, int blockNumber, long now, boolean devMode, Bytes32 nonce) {}
