package network.phala.sidevm.resource;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A program's resources by number; a new one gets the lowest free number. For the program's thread.
///
/// Follows phala-blockchain crates/sidevm/host-runtime/src/resource.rs, ResourceKeeper.
public final class Resources {
    private static final int COUNT_MAX = 8192;
    /// Each costs two threads and two pipes.
    private static final int STREAMS_MAX = 1024;
    /// Each holds a port of the machine, and connections that wait.
    private static final int LISTENERS_MAX = 64;

    private final List<@Nullable Resource> table = new ArrayList<>();
    private final BitSet used = new BitSet();
    private int streams;
    private int listeners;

    /// Takes a resource in, or closes it and refuses.
    public int add(Resource resource) throws OcallException {
        int id = used.nextClearBit(0);
        if (id >= COUNT_MAX
                || isStream(resource) && streams >= STREAMS_MAX
                || resource instanceof Listener && listeners >= LISTENERS_MAX) {
            resource.close();
            throw OcallError.RESOURCE_LIMITED.exception();
        }
        used.set(id);
        if (id == table.size()) {
            table.add(resource);
        } else {
            table.set(id, resource);
        }
        count(resource, 1);
        return id;
    }

    private void count(Resource resource, int by) {
        streams += isStream(resource) ? by : 0;
        listeners += resource instanceof Listener ? by : 0;
    }

    private static boolean isStream(Resource resource) {
        return resource instanceof DuplexStream || resource instanceof Connecting;
    }

    public Resource get(int id) throws OcallException {
        Resource resource = id >= 0 && id < table.size() ? table.get(id) : null;
        if (resource == null) {
            throw OcallError.NOT_FOUND.exception();
        }
        return resource;
    }

    public void close(int id) throws OcallException {
        Resource resource = get(id);
        table.set(id, null);
        used.clear(id);
        count(resource, -1);
        resource.close();
    }

    public void closeAll() {
        for (Resource resource : table) {
            if (resource != null) {
                resource.close();
            }
        }
        table.clear();
        used.clear();
        streams = 0;
        listeners = 0;
    }

    public int count() {
        return used.cardinality();
    }
}
