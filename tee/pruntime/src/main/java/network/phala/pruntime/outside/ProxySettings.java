package network.phala.pruntime.outside;

import java.util.Map;
import network.phala.sidevm.net.Proxies;

/// The proxies that requests of contracts and connections of programs go through: those of the environment until
/// `ConfigNetwork` sets others. Any thread.
public final class ProxySettings {
    private volatile Proxies proxies;

    /// @param environment with `all_proxy` and `i2p_proxy`
    public ProxySettings(Map<String, String> environment) {
        this.proxies = Proxies.of(environment);
    }

    public Proxies current() {
        return proxies;
    }

    /// An empty one is none.
    public void set(Proxies given) {
        proxies = given;
    }
}
