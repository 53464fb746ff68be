package network.phala.pallet.grandpa;

import network.phala.pallet.session.SessionKeys.GrandpaPublic;
import network.phala.scale.TupleType;

/// A voter and its weight. 40 bytes.
@TupleType
public record GrandpaAuthority(GrandpaPublic key, long weight) {}
