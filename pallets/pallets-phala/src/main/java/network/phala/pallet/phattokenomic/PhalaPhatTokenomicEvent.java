package network.phala.pallet.phattokenomic;

import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// What [PhalaPhatTokenomic] tells.
@TypePath(value = "phala_pallets::phat_tokenomic::pallet::Event", parameters = "T", arguments = Void.class)
public sealed interface PhalaPhatTokenomicEvent {
    /// The sum of all stakes on a contract changed.
    @Index(0)
    record ContractDepositChanged(
            @TypeName("Option<ContractClusterId>") Optional<H256> cluster,
            @TypeName("ContractId") H256 contract,
            @TypeName("BalanceOf<T>") U128 deposit)
            implements PhalaPhatTokenomicEvent {}

    /// One account's stake on a contract changed.
    @Index(1)
    record UserStakeChanged(
            @TypeName("Option<ContractClusterId>") Optional<H256> cluster,
            @TypeName("T::AccountId") AccountId account,
            @TypeName("ContractId") H256 contract,
            @TypeName("BalanceOf<T>") U128 stake)
            implements PhalaPhatTokenomicEvent {}
}
