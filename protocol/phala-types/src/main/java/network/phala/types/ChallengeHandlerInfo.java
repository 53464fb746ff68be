package network.phala.types;

import network.phala.primitives.Bytes;
import network.phala.primitives.Sr25519Public;

/// The answer to a [HandoverChallenge].
public record ChallengeHandlerInfo(HandoverChallenge challenge, Bytes sgxLocalReport, Sr25519Public ecdhPubkey) {}
