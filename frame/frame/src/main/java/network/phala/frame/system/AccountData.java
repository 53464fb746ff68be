package network.phala.frame.system;

import network.phala.primitives.U128;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// The balances of an account. 64 bytes.
///
/// @param frozen how much of free and reserved together must stay
@TypePath(
        value = "pallet_balances::types::AccountData",
        parameters = {"Balance"},
        arguments = {U128.class})
public record AccountData(
        @TypeName("Balance") U128 free,
        @TypeName("Balance") U128 reserved,
        @TypeName("Balance") U128 frozen,
        @TypeName("ExtraFlags") ExtraFlags flags) {
    /// A new account: nothing, and the new logic from the start.
    public static final AccountData NONE = new AccountData(U128.ZERO, U128.ZERO, U128.ZERO, ExtraFlags.NEW_LOGIC);

    /// The highest bit says that the account follows the logic of holds and freezes.
    @TypePath("pallet_balances::types::ExtraFlags")
    @Unnamed
    public record ExtraFlags(@TypeName("u128") U128 bits) {
        public static final ExtraFlags NEW_LOGIC = new ExtraFlags(new U128(1L << 63, 0));

        public boolean isNewLogic() {
            return bits.high() < 0;
        }
    }

    public AccountData withFree(U128 next) {
        return new AccountData(next, reserved, frozen, flags);
    }

    public AccountData withReserved(U128 next) {
        return new AccountData(free, next, frozen, flags);
    }

    public AccountData withFrozen(U128 next) {
        return new AccountData(free, reserved, next, flags);
    }

    public U128 total() {
        return free.saturatingAdd(reserved);
    }

    /// What may be taken of `free` while `keep` must stay, the reserved part counting towards what is frozen.
    public U128 usable(U128 keep) {
        return free.saturatingSubtract(keep.max(frozen.saturatingSubtract(reserved)));
    }
}
