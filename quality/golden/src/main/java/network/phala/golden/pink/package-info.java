/// The player for observations of Phala's contract runtime (format `pink-golden-1`, described in the README beside
/// them).
///
/// Start with [PinkPlayer]: one file, step by step, against a [network.phala.pink.Cluster].
@NullMarked
package network.phala.golden.pink;

import org.jspecify.annotations.NullMarked;
