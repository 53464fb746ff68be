package network.phala.devnet;

import network.phala.crypto.CryptoException;
import network.phala.crypto.KeyUri;
import network.phala.crypto.Sr25519;
import network.phala.primitives.AccountId;

/// The development accounts, whose keys everyone knows.
public final class DevAccounts {
    private DevAccounts() {}

    public static Sr25519.Pair pair(String uri) {
        try (KeyUri key = KeyUri.parse(uri)) {
            return key.sr25519();
        } catch (CryptoException e) {
            throw new IllegalArgumentException("Development key " + uri + " is not usable: " + e.getMessage(), e);
        }
    }

    public static AccountId account(Sr25519.Pair pair) {
        return new AccountId(pair.publicKey().value());
    }

    public static AccountId account(String uri) {
        try (Sr25519.Pair pair = pair(uri)) {
            return account(pair);
        }
    }
}
