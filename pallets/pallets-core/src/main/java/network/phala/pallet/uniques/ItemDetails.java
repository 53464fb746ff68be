package network.phala.pallet.uniques;

import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// An item.
@TypePath(
        value = "pallet_uniques::types::ItemDetails",
        parameters = {"AccountId", "DepositBalance"},
        arguments = {AccountId.class, U128.class})
public record ItemDetails(
        @TypeName("AccountId") AccountId owner,
        @TypeName("Option<AccountId>") Optional<AccountId> approved,
        @TypeName("bool") boolean isFrozen,
        @TypeName("DepositBalance") U128 deposit) {}
