package network.phala.frame.system;

import network.phala.primitives.AccountId;

/// Constants of the System pallet and what is told of accounts that come and go.
///
/// @param blockHashCount blocks whose hashes are remembered
/// @param maxConsumers consumer references an account may have
public record SystemConfig(
        RuntimeVersion version,
        BlockWeights blockWeights,
        BlockLength blockLength,
        RuntimeDbWeight dbWeight,
        int blockHashCount,
        int maxConsumers,
        short ss58Prefix,
        AccountListener onKilledAccount) {
    /// Told when an account is removed.
    @FunctionalInterface
    public interface AccountListener {
        AccountListener NOBODY = who -> {};

        void accountKilled(AccountId who);
    }
}
