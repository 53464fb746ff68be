package network.phala.frame.storage;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;
import org.jspecify.annotations.Nullable;

/// The value of one key that grows by appending (`System.Events`), as a chain of elements, so that appending is O(1)
/// and every transactional layer keeps its own end of the chain. It lives as long as the layer it was begun in.
final class AppendLog {
    /// One element and what came before it.
    private record Link(@Nullable Link before, Bytes element, int count) {}

    /// What the key holds as of one layer: a base value, then the chain.
    private record Version(
            int depth, @Nullable Bytes base, @Nullable Link last) {}

    private final Deque<Version> versions = new ArrayDeque<>();
    private int depth;

    /// @param base the value so far
    /// @param depth of the layer that it is begun in, 0 outside of all
    AppendLog(@Nullable Bytes base, int depth) {
        this.depth = depth;
        versions.push(new Version(depth, base, null));
    }

    void begin() {
        depth++;
    }

    void commit() {
        depth--;
        Version top = versions.element();
        if (top.depth() > depth) {
            versions.pop();
            set(new Version(depth, top.base(), top.last()));
        }
    }

    /// False when nothing is left: it was begun in the layer that ends.
    boolean rollback() {
        depth--;
        if (versions.element().depth() > depth) {
            versions.pop();
        }
        return !versions.isEmpty();
    }

    void append(Bytes element) {
        Version top = versions.element();
        Link last = top.last();
        set(new Version(depth, top.base(), new Link(last, element, last == null ? 1 : last.count() + 1)));
    }

    void put(@Nullable Bytes value) {
        set(new Version(depth, value, null));
    }

    private void set(Version version) {
        Version top = versions.peek();
        if (top != null && top.depth() == version.depth()) {
            versions.pop();
        }
        versions.push(version);
    }

    /// The whole value: the base's elements and the appended ones under one length prefix.
    Optional<Bytes> value() {
        Version top = versions.element();
        Link last = top.last();
        if (last == null) {
            return Optional.ofNullable(top.base());
        }
        Bytes[] elements = new Bytes[last.count()];
        for (Link link = last; link != null; link = link.before()) {
            elements[link.count() - 1] = link.element();
        }
        ScaleWriter out = new ScaleWriter();
        Bytes base = top.base();
        ScaleReader before = new ScaleReader(base == null ? Bytes.of((byte) 0) : base);
        try {
            out.writeCompact(elements.length + before.readLength(0));
            out.write(before.readBytes(before.remaining()));
        } catch (DecodeException e) {
            // Substrate's storage append starts over on a value that is no vector.
            out = new ScaleWriter();
            out.writeCompact(elements.length);
        }
        for (Bytes element : elements) {
            out.write(element);
        }
        Bytes whole = out.toBytes();
        versions.pop();
        versions.push(new Version(top.depth(), whole, null));
        return Optional.of(whole);
    }
}
