package network.phala.pallet.phattokenomic;

import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.Index;
import network.phala.scale.SnakeCaseVariants;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// The calls of [PhalaPhatTokenomic].
@TypePath(value = "phala_pallets::phat_tokenomic::pallet::Call", parameters = "T", arguments = Void.class)
@SnakeCaseVariants
public sealed interface PhalaPhatTokenomicCall {
    /// Sets the signer's stake on a contract; the difference moves at once.
    ///
    /// **Origin** signed. **Errors** [PhalaPhatTokenomicError#INVALID_AMOUNT_OF_STAKE].
    /// **Events** [PhalaPhatTokenomicEvent.ContractDepositChanged], [PhalaPhatTokenomicEvent.UserStakeChanged].
    @Index(0)
    record AdjustStake(
            @TypeName("ContractId") H256 contract,
            @TypeName("BalanceOf<T>") U128 amount) implements PhalaPhatTokenomicCall {}
}
