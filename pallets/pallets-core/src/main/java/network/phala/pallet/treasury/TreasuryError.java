package network.phala.pallet.treasury;

import network.phala.scale.TypePath;

/// Errors of the Treasury pallet.
@TypePath(
        value = "pallet_treasury::pallet::Error",
        parameters = {"T", "I"},
        arguments = {Void.class, Void.class})
public enum TreasuryError {
    /// The proposer cannot pay the bond.
    INSUFFICIENT_PROPOSERS_BALANCE,
    INVALID_INDEX,
    TOO_MANY_APPROVALS,
    INSUFFICIENT_PERMISSION,
    PROPOSAL_NOT_APPROVED,
    FAILED_TO_CONVERT_BALANCE,
    SPEND_EXPIRED,
    EARLY_PAYOUT,
    ALREADY_ATTEMPTED,
    PAYOUT_ERROR,
    NOT_ATTEMPTED,
    INCONCLUSIVE
}
