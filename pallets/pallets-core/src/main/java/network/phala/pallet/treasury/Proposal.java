package network.phala.pallet.treasury;

import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// A proposed payment.
@TypePath(
        value = "pallet_treasury::Proposal",
        parameters = {"AccountId", "Balance"},
        arguments = {AccountId.class, U128.class})
record Proposal(
        @TypeName("AccountId") AccountId proposer,
        @TypeName("Balance") U128 value,
        @TypeName("AccountId") AccountId beneficiary,
        @TypeName("Balance") U128 bond) {}
