package network.phala.client.contract;

import network.phala.crypto.CryptoException;
import network.phala.crypto.KeyUri;
import network.phala.crypto.Ss58;
import network.phala.primitives.AccountId;

/// Accounts as people write them.
public final class Accounts {
    private Accounts() {}

    /// `0x` and 64 digits, an SS58 address, or a development name such as `//Alice`.
    ///
    /// @throws ContractFileException when it is none of these
    public static AccountId parse(String text) throws ContractFileException {
        try {
            if (text.startsWith("//")) {
                try (KeyUri uri = KeyUri.parse(text);
                        var pair = uri.sr25519()) {
                    return new AccountId(pair.publicKey().value());
                }
            }
            return text.startsWith("0x") ? AccountId.fromHex(text) : Ss58.decodeAccount(text);
        } catch (CryptoException | IllegalArgumentException e) {
            throw new ContractFileException("\"" + text + "\" is no account (" + e.getMessage()
                    + "); expected 0x and 64 digits, an SS58 address, or a development name such as //Alice");
        }
    }

    /// The SS58 address on Phala (prefix 30).
    public static String format(byte[] account) {
        return Ss58.encode(AccountId.of(account), Ss58.PHALA);
    }
}
