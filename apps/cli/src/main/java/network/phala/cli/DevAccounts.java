package network.phala.cli;

import network.phala.crypto.CryptoException;
import network.phala.crypto.KeyUri;
import network.phala.crypto.Sr25519;
import network.phala.primitives.AccountId;

/// The development accounts, whose keys everyone knows.
final class DevAccounts {
    private DevAccounts() {}

    static Sr25519.Pair pair(String uri) {
        try (KeyUri key = KeyUri.parse(uri)) {
            return key.sr25519();
        } catch (CryptoException e) {
            throw new IllegalArgumentException("Development key " + uri + " is not usable: " + e.getMessage(), e);
        }
    }

    static AccountId account(Sr25519.Pair pair) {
        return new AccountId(pair.publicKey().value());
    }

    static AccountId account(String uri) {
        try (Sr25519.Pair pair = pair(uri)) {
            return account(pair);
        }
    }
}
