/// FRAME metadata, versions 14 and 15: what a chain tells its clients about its types, storage, calls, events and
/// constants.
///
/// Start with [MetadataV14]; [TypeRegistry] turns the descriptions that SCALE derivation gives into numbered types.
@NullMarked
package network.phala.metadata;

import org.jspecify.annotations.NullMarked;
