/// Plays contracts of which nothing but the bundle is known: upload, every constructor, every message.
///
/// Start with [network.phala.golden.contracts.BundlePlay].
@NullMarked
package network.phala.golden.contracts;

import org.jspecify.annotations.NullMarked;
