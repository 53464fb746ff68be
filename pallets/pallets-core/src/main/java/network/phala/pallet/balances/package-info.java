/// Balances: accounts' free, reserved and frozen funds, transfers, locks, and the total issuance.
///
/// Start with [Balances]. Follows polkadot-sdk 1.5.0 substrate/frame/balances.
///
/// **Terminology** *dust*: what is left below the existential deposit when an account is reaped; it is
/// burnt. *Reap*: remove an account whose funds fell below the existential deposit. **Storage** the
/// balances themselves lie in `System.Account`; locks, reserves, holds and freezes are hashed by BLAKE2b
/// since keys are account ids. **Invariants** the total issuance is the sum of all free and reserved funds.
@NullMarked
package network.phala.pallet.balances;

import org.jspecify.annotations.NullMarked;
