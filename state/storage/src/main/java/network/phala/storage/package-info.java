/// State as programs see it: immutable snapshots with top and child storage ([State]), a transactional overlay of
/// changes on one ([Overlay]), and the port to a lasting key-value store ([KeyValueStore]).
///
/// Start with [Overlay]: a block or a contract call writes there, then takes its changes. Nothing here does I/O; the
/// RocksDB adapter is a module of its own.
@NullMarked
package network.phala.storage;

import org.jspecify.annotations.NullMarked;
