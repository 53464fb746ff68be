package network.phala.pallet.babe;

import network.phala.pallet.session.SessionKeys.BabePublic;
import network.phala.scale.TupleType;

/// A block author and its weight. 40 bytes.
@TupleType
public record BabeAuthority(BabePublic key, long weight) {}
