/// The FRAME storage of a cluster: keys and values exactly as Substrate lays them out, accounts, balances and events.
///
/// Start with [SessionState]: everything a running session reads and writes. [Accounts] and [Balances] are
/// the two pallets the contracts stand on.
@NullMarked
package network.phala.pink.state;

import org.jspecify.annotations.NullMarked;
