package network.phala.types.sync;

import network.phala.primitives.Bytes32;
import network.phala.scale.TupleType;

/// A GRANDPA voter: Ed25519 public key and weight.
@TupleType
public record Authority(Bytes32 key, long weight) {}
