/// Compares our runtime with what Phala's published node runtime (spec 101) was observed to do: metadata,
/// genesis, sixty blocks, runtime APIs, transaction verdicts.
///
/// Start with [NodeComparison]. Differences that are accepted, each with its reason, stand in the resource
/// `accepted-differences.txt`.
@NullMarked
package network.phala.golden.node;

import org.jspecify.annotations.NullMarked;
