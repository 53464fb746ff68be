/// Vaults: pools that invest in stake pools; the owner earns a part of the profit as new shares.
///
/// Start with [PhalaVault].
@NullMarked
package network.phala.pallet.vault;

import org.jspecify.annotations.NullMarked;
