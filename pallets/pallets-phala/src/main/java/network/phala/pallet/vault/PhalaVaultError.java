package network.phala.pallet.vault;

import network.phala.scale.TypePath;

/// Why [PhalaVault] refuses.
@TypePath(value = "phala_pallets::compute::vault::pallet::Error", parameters = "T", arguments = Void.class)
public enum PhalaVaultError {
    /// Unauthorized pool owner.
    UNAUTHORIZED_POOL_OWNER,

    /// No enough share to claim.
    NO_ENOUGH_SHARE_TO_CLAIM,

    /// No reward to claim.
    NO_REWARD_TO_CLAIM,

    /// Asset account not exist.
    ASSET_ACCOUNT_NOT_EXIST,

    /// Insufficient balance.
    INSUFFICIENT_BALANCE,

    /// Insufficient contribution.
    INSUFFICIENT_CONTRIBUTION,

    /// Vault bankrupt.
    VAULT_BANKRUPT,

    /// No nft to withdraw.
    NO_NFT_TO_WITHDRAW,

    /// Commission not changed.
    COMMISSION_NOT_CHANGED
}
