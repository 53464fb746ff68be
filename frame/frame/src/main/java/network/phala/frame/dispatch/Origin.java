package network.phala.frame.dispatch;

import network.phala.primitives.AccountId;

/// Who makes a call. Wire form (`frame_support::dispatch::RawOrigin`) only as part of an `OriginCaller`.
public sealed interface Origin {
    Origin ROOT = new Root();
    Origin NONE = new None();

    static Origin signed(AccountId who) {
        return new Signed(who, false);
    }

    /// The chain itself.
    record Root() implements Origin {}

    /// An account that signed the extrinsic.
    ///
    /// @param inBatchAll the call is part of a `batch_all`, which may not hold another one
    record Signed(AccountId who, boolean inBatchAll) implements Origin {}

    /// Nobody: inherents and unsigned transactions.
    record None() implements Origin {}

    /// A body of members decided: `yes` of `count` members of the collective with this pallet index.
    record Members(int pallet, int yes, int count) implements Origin {}

    /// One member of the collective with this pallet index.
    record Member(int pallet, AccountId who) implements Origin {}

    /// The signer; [DispatchError.BadOrigin] for anybody else.
    default AccountId signed() throws DispatchException {
        if (this instanceof Signed signed) {
            return signed.who();
        }
        throw new DispatchException(DispatchError.BAD_ORIGIN);
    }

    /// Passes only the chain itself.
    default void root() throws DispatchException {
        if (!(this instanceof Root)) {
            throw new DispatchException(DispatchError.BAD_ORIGIN);
        }
    }

    /// Passes only an unsigned call.
    default void none() throws DispatchException {
        if (!(this instanceof None)) {
            throw new DispatchException(DispatchError.BAD_ORIGIN);
        }
    }

    /// Root, or more than half of the collective (`EnsureRootOrHalfCouncil`).
    default void rootOrMoreThanHalf(int collective) throws DispatchException {
        boolean half =
                this instanceof Members(int pallet, int yes, int count) && pallet == collective && 2 * yes > count;
        if (!half) {
            root();
        }
    }

    /// Root, or at least `numerator` of `denominator` of the collective (`EnsureProportionAtLeast`).
    default void rootOrAtLeast(int collective, int numerator, int denominator) throws DispatchException {
        boolean enough = this instanceof Members(int pallet, int yes, int count)
                && pallet == collective
                && yes * denominator >= numerator * count;
        if (!enough) {
            root();
        }
    }
}
