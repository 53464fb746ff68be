/// The GRANDPA light client of the enclave: which headers are final, under which authorities, and which state
/// root each block must have. Pure: no I/O, no clock, no threads.
///
/// How pRuntime uses it:
///
/// 1. `LightClient.start(genesis)` at InitRuntime: checks the proof of the authorities and of their set id
/// under the    genesis header's state root. 2. `client.syncHeaders(headers)` for each SyncHeader: all or
/// nothing; gives the last number accepted. 3. For each block of DispatchBlocks whose number is
/// `client.blockNext()` (older ones are dropped): apply the storage    changes to a copy of the state, then
/// `client.acceptBlock(number, rootBefore, rootAfter)`. It either counts the    block, or throws and has
/// changed nothing; then throw the copy away. 4. `client.state()` is the whole of it as one SCALE value for
/// checkpoints, and `LightClient.restore(state)` goes on.
///
/// [network.phala.lightclient.GrandpaJustification] verifies a justification by itself and, for nodes and
/// tests, is built with [network.phala.lightclient.Precommit#sign].
///
/// Follows phala-blockchain crates/phactory/src/light_validation and crates/phactory/api/src/storage_sync.rs,
/// and is stricter in places that the methods name.
@NullMarked
package network.phala.lightclient;

import org.jspecify.annotations.NullMarked;
