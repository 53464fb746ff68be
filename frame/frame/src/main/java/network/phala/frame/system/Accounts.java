package network.phala.frame.system;

import java.util.List;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.storage.StorageMap;
import network.phala.primitives.AccountId;

/// Accounts and the references that keep them alive: what other pallets may do with `System.Account`.
///
/// Follows frame_system lib.rs, inc_providers and the functions after it.
public final class Accounts {
    private final StorageMap<AccountId, AccountInfo> account;
    private final SystemConfig config;
    private final EventSink events;

    interface EventSink {
        void deposit(SystemEvent event);
    }

    Accounts(StorageMap<AccountId, AccountInfo> account, SystemConfig config, EventSink events) {
        this.account = account;
        this.config = config;
        this.events = events;
    }

    public AccountInfo get(AccountId who) {
        return account.get(who);
    }

    public void put(AccountId who, AccountInfo info) {
        account.put(who, info);
    }

    /// The balances of all accounts.
    public List<AccountData> all() {
        return account.entries().stream().map(entry -> entry.getValue().data()).toList();
    }

    public boolean exists(AccountId who) {
        return get(who).exists();
    }

    /// Writes an account's balances; an account without references is not kept.
    public void putData(AccountId who, AccountData data) {
        AccountInfo info = account.get(who);
        if (info.exists()) {
            account.put(who, info.withData(data));
        } else {
            account.remove(who);
        }
    }

    /// One more reason for the account to exist; the first one creates it.
    public void incProviders(AccountId who) {
        AccountInfo info = account.get(who);
        if (!info.exists()) {
            events.deposit(new SystemEvent.NewAccount(who));
        }
        account.put(who, info.withProviders(info.providers() + 1));
    }

    /// One reason less; without any the account goes.
    ///
    /// @throws DispatchException `ConsumerRemaining` when somebody needs the last one
    public void decProviders(AccountId who) throws DispatchException {
        AccountInfo info = account.get(who);
        if (!info.exists()) {
            return;
        }
        int providers = Math.max(info.providers(), 1);
        if (providers == 1 && info.consumers() == 0 && info.sufficients() == 0) {
            kill(who);
        } else if (providers == 1 && info.consumers() > 0) {
            throw new DispatchException(DispatchError.CONSUMER_REMAINING);
        } else {
            account.put(who, info.withProviders(providers - 1));
        }
    }

    public void incSufficients(AccountId who) {
        AccountInfo info = account.get(who);
        if (!info.exists()) {
            events.deposit(new SystemEvent.NewAccount(who));
        }
        account.put(who, info.withSufficients(info.sufficients() + 1));
    }

    public void decSufficients(AccountId who) {
        AccountInfo info = account.get(who);
        if (!info.exists()) {
            return;
        }
        if (info.sufficients() <= 1 && info.providers() == 0) {
            kill(who);
        } else {
            account.put(who, info.withSufficients(Math.max(info.sufficients(), 1) - 1));
        }
    }

    /// One more pallet that needs the account.
    ///
    /// @throws DispatchException `NoProviders`, or `TooManyConsumers`
    public void incConsumers(AccountId who) throws DispatchException {
        if (account.get(who).providers() > 0 && account.get(who).consumers() >= config.maxConsumers()) {
            throw new DispatchException(DispatchError.TOO_MANY_CONSUMERS);
        }
        incConsumersWithoutLimit(who);
    }

    public void incConsumersWithoutLimit(AccountId who) throws DispatchException {
        AccountInfo info = account.get(who);
        if (info.providers() == 0) {
            throw new DispatchException(DispatchError.NO_PROVIDERS);
        }
        account.put(who, info.withConsumers(info.consumers() + 1));
    }

    public void decConsumers(AccountId who) {
        AccountInfo info = account.get(who);
        if (info.consumers() > 0) {
            account.put(who, info.withConsumers(info.consumers() - 1));
        }
    }

    public boolean canDecProvider(AccountId who) {
        AccountInfo info = account.get(who);
        return info.consumers() == 0 || info.providers() > 1;
    }

    public boolean canIncConsumer(AccountId who) {
        AccountInfo info = account.get(who);
        return info.providers() > 0 && info.consumers() + 1 <= config.maxConsumers();
    }

    private void kill(AccountId who) {
        config.onKilledAccount().accountKilled(who);
        events.deposit(new SystemEvent.KilledAccount(who));
        account.remove(who);
    }
}
