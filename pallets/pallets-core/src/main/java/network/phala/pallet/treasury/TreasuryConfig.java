package network.phala.pallet.treasury;

import network.phala.frame.PalletId;
import network.phala.frame.Permill;
import network.phala.frame.system.RuntimeDbWeight;
import network.phala.frame.transaction.AccountLookup;
import network.phala.primitives.U128;

/// Constants of the Treasury pallet.
///
/// @param council pallet index of the body that decides
public record TreasuryConfig(
        PalletId palletId,
        Permill proposalBond,
        U128 proposalBondMinimum,
        int spendPeriod,
        Permill burn,
        int maxApprovals,
        int payoutPeriod,
        int council,
        RuntimeDbWeight dbWeight,
        AccountLookup lookup) {}
