/// The messages of prpc, by subject. Fields hold what Phala's proto file says; `bytes` fields named `encoded…` hold
/// SCALE.
///
/// Start with [PhactoryInfo].
@NullMarked
package network.phala.prpc.message;

import org.jspecify.annotations.NullMarked;
