package network.phala.pink.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.pink.types.ContractError;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;

/// `Balances.Holds` of one account: (reason, amount) in the order in which the reasons came up.
record Holds(List<Hold> entries) {
    private static final Bytes PREFIX = StorageKeys.item("Balances", "Holds");

    record Hold(HoldReason reason, U128 amount) {}

    static Holds of(SessionState state, AccountId who) {
        Optional<Bytes> stored = state.get(key(who));
        if (stored.isEmpty()) {
            return new Holds(List.of());
        }
        try {
            ScaleReader in = new ScaleReader(stored.get());
            int count = in.readLength(18);
            List<Hold> entries = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                in.readByte();
                entries.add(new Hold(HoldReason.values()[in.readByte()], in.readU128()));
            }
            return new Holds(entries);
        } catch (DecodeException e) {
            throw new IllegalStateException("Balances.Holds of " + who + " does not decode", e);
        }
    }

    private static Bytes key(AccountId who) {
        return StorageKeys.blake2(PREFIX, who.toBytes());
    }

    U128 amount(HoldReason reason) {
        for (Hold hold : entries) {
            if (hold.reason == reason) {
                return hold.amount;
            }
        }
        return U128.ZERO;
    }

    /// These holds with another amount for the reason; an existing entry that becomes zero goes.
    Holds with(HoldReason reason, U128 amount) {
        List<Hold> changed = new ArrayList<>(entries.size() + 1);
        boolean found = false;
        for (Hold hold : entries) {
            if (hold.reason != reason) {
                changed.add(hold);
            } else {
                found = true;
                if (!amount.isZero()) {
                    changed.add(new Hold(reason, amount));
                }
            }
        }
        if (!found && !amount.isZero()) {
            changed.add(new Hold(reason, amount));
        }
        return new Holds(changed);
    }

    void store(SessionState state, AccountId who) {
        ScaleWriter out = new ScaleWriter();
        out.writeCompact(entries.size());
        for (Hold hold : entries) {
            out.writeByte(ContractError.PALLET);
            out.writeByte(hold.reason.ordinal());
            out.writeU128(hold.amount);
        }
        state.put(key(who), out.toBytes());
    }
}
