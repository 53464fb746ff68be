package network.phala.pallet.environment;

import java.nio.charset.StandardCharsets;
import network.phala.primitives.AccountId;

/// Accounts that belong to pallets.
public final class PalletAccounts {
    private static final int ID_SIZE = 8;

    private PalletAccounts() {}

    /// `modl`, the pallet's eight letters, and zeros (`PalletId::into_account_truncating`).
    public static AccountId of(String palletId) {
        if (palletId.length() != ID_SIZE) {
            throw new IllegalArgumentException("Pallet id \"" + palletId + "\"; expected eight letters");
        }
        byte[] account = new byte[32];
        byte[] text = ("modl" + palletId).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, account, 0, text.length);
        return AccountId.of(account);
    }
}
