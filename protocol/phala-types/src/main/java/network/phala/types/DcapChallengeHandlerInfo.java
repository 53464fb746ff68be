package network.phala.types;

import network.phala.primitives.Sr25519Public;

/// The answer to a [DcapHandoverChallenge].
public record DcapChallengeHandlerInfo(DcapHandoverChallenge challenge, Sr25519Public ecdhPubkey) {}
