package network.phala.rpc;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The table of everything that is served, by name. Filled once, before the server starts.
public final class RpcMethods {
    /// What stands behind a name.
    sealed interface Entry {
        record Call(RpcMethod method, boolean isUnsafe) implements Entry {}

        record Subscribe(RpcSubscription subscription, String notifyName, boolean isUnsafe) implements Entry {}

        record Unsubscribe() implements Entry {}
    }

    private final Map<String, Entry> entryByName = new TreeMap<>();

    public RpcMethods call(String name, RpcMethod method) {
        return add(name, new Entry.Call(method, false));
    }

    /// A method that only the node's operator may call: it writes, or it makes the node work hard.
    public RpcMethods unsafeCall(String name, RpcMethod method) {
        return add(name, new Entry.Call(method, true));
    }

    /// A subscription with the name of its notifications.
    public RpcMethods subscription(
            String name, String unsubscribeName, String notifyName, RpcSubscription subscription) {
        add(name, new Entry.Subscribe(subscription, notifyName, false));
        return add(unsubscribeName, new Entry.Unsubscribe());
    }

    /// A second name for something already in the table.
    public RpcMethods alias(String alias, String name) {
        Entry entry = entryByName.get(name);
        if (entry == null) {
            throw new IllegalArgumentException("No method " + name + " to give the second name " + alias);
        }
        return add(alias, entry);
    }

    private RpcMethods add(String name, Entry entry) {
        if (entryByName.putIfAbsent(name, entry) != null) {
            throw new IllegalArgumentException("Method " + name + " is already in the table");
        }
        return this;
    }

    Optional<Entry> find(String name) {
        return Optional.ofNullable(entryByName.get(name));
    }

    /// The names that a client may call, in order.
    public Set<String> names(boolean unsafeAllowed) {
        Set<String> names = new TreeSet<>();
        entryByName.forEach((name, entry) -> {
            boolean hidden = switch (entry) {
                case Entry.Call call -> call.isUnsafe();
                case Entry.Subscribe subscribe -> subscribe.isUnsafe();
                case Entry.Unsubscribe _ -> false;
            };
            if (!hidden || unsafeAllowed) {
                names.add(name);
            }
        });
        return names;
    }
}
