package network.phala.rpc.api;

import network.phala.chain.Chain;
import network.phala.rpc.RpcMethods;

/// The whole table of methods over one chain. Listens to the chain until closed.
public final class NodeApi implements AutoCloseable {
    private final RpcMethods methods = new RpcMethods();
    private final BlockFeed feed;

    public NodeApi(Chain chain, NodeFacts facts) {
        feed = new BlockFeed(chain);
        new ChainApi(chain, feed).addTo(methods);
        new StateApi(chain, feed).addTo(methods);
        new ChildStateApi(chain).addTo(methods);
        new AuthorApi(chain).addTo(methods);
        new SystemApi(chain, facts).addTo(methods);
        new PaymentApi(chain).addTo(methods);
        new GrandpaApi(chain, feed).addTo(methods);
        new PhaApi(chain).addTo(methods);
    }

    public RpcMethods methods() {
        return methods;
    }

    @Override
    public void close() {
        feed.close();
    }
}
