/// What a relayer carries from the chain to a pRuntime: headers with justifications, genesis, and storage
/// changes block by block. Start with [HeaderToSync] and [BlockHeaderWithChanges].
///
/// Follows phala-blockchain crates/phactory/api/src/blocks.rs.
@NullMarked
package network.phala.types.sync;

import org.jspecify.annotations.NullMarked;
