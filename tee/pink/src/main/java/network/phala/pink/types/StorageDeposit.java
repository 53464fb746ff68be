package network.phala.pink.types;

import network.phala.primitives.U128;
import network.phala.scale.ScaleWriter;

/// Balance that moves because storage grew (charge) or shrank (refund). On the wire: refund 0 or charge 1, then the
/// u128.
///
/// Follows polkadot-sdk substrate/frame/contracts/primitives, StorageDeposit.
public record StorageDeposit(boolean charge, U128 amount) {
    public static final StorageDeposit NONE = new StorageDeposit(true, U128.ZERO);

    public static StorageDeposit charge(U128 amount) {
        return new StorageDeposit(true, amount);
    }

    public static StorageDeposit refund(U128 amount) {
        return new StorageDeposit(false, amount);
    }

    public boolean isZero() {
        return amount.isZero();
    }

    /// The charge, or zero when this is a refund.
    public U128 chargeOrZero() {
        return charge ? amount : U128.ZERO;
    }

    /// Both together; equal opposites leave a charge of zero.
    public StorageDeposit saturatingAdd(StorageDeposit other) {
        if (charge == other.charge) {
            return new StorageDeposit(charge, amount.saturatingAdd(other.amount));
        }
        return balance(charge ? amount : other.amount, charge ? other.amount : amount);
    }

    /// This without the other.
    public StorageDeposit saturatingSubtract(StorageDeposit other) {
        if (charge != other.charge) {
            return new StorageDeposit(charge, amount.saturatingAdd(other.amount));
        }
        return charge ? balance(amount, other.amount) : balance(other.amount, amount);
    }

    private static StorageDeposit balance(U128 charged, U128 refunded) {
        return charged.compareTo(refunded) >= 0
                ? charge(charged.wrappingSubtract(refunded))
                : refund(refunded.wrappingSubtract(charged));
    }

    /// What is left of `limit` after this.
    public U128 available(U128 limit) {
        return charge ? limit.saturatingSubtract(amount) : limit.saturatingAdd(amount);
    }

    public void encode(ScaleWriter out) {
        out.writeByte(charge ? 1 : 0);
        out.writeU128(amount);
    }
}
