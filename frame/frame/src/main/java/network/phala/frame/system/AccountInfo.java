package network.phala.frame.system;

import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// What the chain keeps of an account. 80 bytes.
///
/// @param nonce transactions sent
/// @param consumers pallets that need the account to stay
/// @param providers pallets that are the reason for the account to exist
/// @param sufficients like providers, but not enough to have consumers
@TypePath(
        value = "frame_system::AccountInfo",
        parameters = {"Nonce", "AccountData"},
        arguments = {int.class, AccountData.class})
public record AccountInfo(
        @TypeName("Nonce") int nonce,
        @TypeName("RefCount") int consumers,
        @TypeName("RefCount") int providers,
        @TypeName("RefCount") int sufficients,
        @TypeName("AccountData") AccountData data) {
    public static final AccountInfo NONE = new AccountInfo(0, 0, 0, 0, AccountData.NONE);

    public boolean exists() {
        return (providers | sufficients) != 0;
    }

    public AccountInfo withNonce(int next) {
        return new AccountInfo(next, consumers, providers, sufficients, data);
    }

    public AccountInfo withConsumers(int next) {
        return new AccountInfo(nonce, next, providers, sufficients, data);
    }

    public AccountInfo withProviders(int next) {
        return new AccountInfo(nonce, consumers, next, sufficients, data);
    }

    public AccountInfo withSufficients(int next) {
        return new AccountInfo(nonce, consumers, providers, next, data);
    }

    public AccountInfo withData(AccountData next) {
        return new AccountInfo(nonce, consumers, providers, sufficients, next);
    }
}
