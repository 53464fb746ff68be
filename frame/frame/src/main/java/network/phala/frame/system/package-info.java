/// The System pallet: accounts with their nonces and references, block facts, events, and the checks of extrinsics that
/// depend on nothing else.
///
/// Start with [FrameSystem]. Follows polkadot-sdk 1.5.0 substrate/frame/system.
///
/// **Storage** `Account` is hashed by BLAKE2b since anyone can choose account ids; numbers are hashed by
/// twox. **Invariants** an account exists exactly while it has a provider or a sufficient reference;
/// consumers need a provider.
@NullMarked
package network.phala.frame.system;

import org.jspecify.annotations.NullMarked;
