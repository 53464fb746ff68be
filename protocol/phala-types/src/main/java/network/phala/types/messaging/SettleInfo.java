package network.phala.types.messaging;

import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;

/// A worker's new V, what it earned, and the treasury's part; all in U64F64 bits.
public record SettleInfo(Sr25519Public pubkey, U128 v, U128 payout, U128 treasury) {}
