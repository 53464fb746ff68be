package network.phala.pruntime.outside;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Resolves names for the whole program, and keeps those that contracts ask for from leading into private networks.
///
/// The HTTP client looks a name up by itself after it was checked; a name server that answers differently the second
/// time (DNS rebinding) would get past the check. While a request of a contract is under way its name stands here, and
/// every look-up of it gives public addresses only.
public final class GuardedNames extends InetAddressResolverProvider {
    private static final Map<String, Guarded> GUARDED = new ConcurrentHashMap<>();

    /// How many requests to a name are under way, and what it may lead to.
    private record Guarded(int count, Predicate<InetAddress> reachable) {}

    /// Found by the JDK as a service.
    public GuardedNames() {}

    /// Until it is closed, `host` has reachable addresses only.
    static Guard guard(String host, Predicate<InetAddress> reachable) {
        String name = host.toLowerCase(Locale.ROOT);
        GUARDED.merge(name, new Guarded(1, reachable), (known, _) -> new Guarded(known.count() + 1, known.reachable()));
        return () -> GUARDED.computeIfPresent(
                name, (_, known) -> known.count() == 1 ? null : new Guarded(known.count() - 1, known.reachable()));
    }

    /// An open guard.
    interface Guard extends AutoCloseable {
        @Override
        void close();
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        return guarding(configuration.builtinResolver());
    }

    static InetAddressResolver guarding(InetAddressResolver builtin) {
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
                Stream<InetAddress> found = builtin.lookupByName(host, policy);
                Guarded guarded = GUARDED.get(host.toLowerCase(Locale.ROOT));
                if (guarded == null) {
                    return found;
                }
                List<InetAddress> open = found.filter(guarded.reachable()).toList();
                if (open.isEmpty()) {
                    throw new UnknownHostException(host + " has no public address");
                }
                return open.stream();
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                return builtin.lookupByAddress(address);
            }
        };
    }

    @Override
    public String name() {
        return "phala-guarded-names";
    }
}
