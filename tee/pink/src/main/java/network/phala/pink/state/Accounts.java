package network.phala.pink.state;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import network.phala.pink.types.DispatchError;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.PinkRuntime;
import network.phala.pink.types.RuntimeEvent;
import network.phala.pink.types.SystemEvent;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;

/// Accounts and their reference counts.
///
/// Follows polkadot-sdk substrate/frame/system/src/lib.rs (inc_providers … can_dec_provider).
public final class Accounts {
    private static final Bytes PREFIX = StorageKeys.item("System", "Account");
    private static final int MAX_CONSUMERS = 16;

    private final SessionState state;
    private final AccountInfo missing;
    /// Storage keys computed so far: one session asks for the same few accounts again and again.
    private final Map<AccountId, Bytes> keys = new HashMap<>();

    /// Accounts read or written since the last rollback.
    private final Map<AccountId, AccountInfo> known = new HashMap<>();

    private int rollbacks;

    /// @param runtime decides what a missing account reads as
    public Accounts(SessionState state, PinkRuntime runtime) {
        this.state = state;
        this.missing = runtime == PinkRuntime.V1_0 ? AccountInfo.FIRST_DEFAULT : AccountInfo.DEFAULT;
    }

    private Bytes key(AccountId who) {
        return keys.computeIfAbsent(who, account -> StorageKeys.blake2(PREFIX, account.toBytes()));
    }

    public AccountInfo get(AccountId who) {
        if (rollbacks != state.rollbacks()) {
            known.clear();
            rollbacks = state.rollbacks();
        }
        return known.computeIfAbsent(who, this::read);
    }

    private AccountInfo read(AccountId who) {
        Optional<Bytes> stored = state.get(key(who));
        return stored.isPresent() ? AccountInfo.decode(stored.get()) : missing;
    }

    void set(AccountId who, AccountInfo info) {
        state.put(key(who), info.encode());
        known.put(who, info);
    }

    void remove(AccountId who) {
        state.remove(key(who));
        known.remove(who);
    }

    void incProviders(AccountId who) {
        AccountInfo info = get(who);
        if (info.providers() == 0 && info.sufficients() == 0) {
            set(who, info.withCounts(info.consumers(), 1));
            state.deposit(new RuntimeEvent.System(new SystemEvent.NewAccount(who)));
        } else {
            set(who, info.withCounts(info.consumers(), info.providers() + 1));
        }
    }

    void decProviders(AccountId who) throws DispatchException {
        if (!state.contains(key(who))) {
            return;
        }
        AccountInfo info = get(who);
        int providers = Math.max(info.providers(), 1);
        if (providers == 1 && info.consumers() == 0 && info.sufficients() == 0) {
            remove(who);
            state.deposit(new RuntimeEvent.System(new SystemEvent.KilledAccount(who)));
        } else if (providers == 1 && info.consumers() != 0) {
            throw DispatchError.Plain.CONSUMER_REMAINING.raise();
        } else {
            set(who, info.withCounts(info.consumers(), providers - 1));
        }
    }

    /// One more reason why the account must stay.
    public void incConsumers(AccountId who) throws DispatchException {
        AccountInfo info = get(who);
        if (info.providers() == 0) {
            throw DispatchError.Plain.NO_PROVIDERS.raise();
        }
        if (info.consumers() >= MAX_CONSUMERS) {
            throw DispatchError.Plain.TOO_MANY_CONSUMERS.raise();
        }
        incConsumersWithoutLimit(who);
    }

    /// The same where there is no way back.
    void incConsumersWithoutLimit(AccountId who) {
        AccountInfo info = get(who);
        set(who, info.withCounts(info.consumers() + 1, info.providers()));
    }

    /// One reason less.
    public void decConsumers(AccountId who) {
        AccountInfo info = get(who);
        set(who, info.withCounts(Math.max(info.consumers() - 1, 0), info.providers()));
    }
}
