package network.phala.types.mq;

import network.phala.primitives.Bytes;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// Where a message goes: any bytes, mostly a path in ASCII.
///
/// A valid topic is not empty and does not begin with one of ``~!@#$%&*_+-=|<>?,./;:'``. One that begins with
/// `^` stays on the chain; every other valid one is forwarded to the workers.
///
/// Follows phala-blockchain crates/phala-mq/src/types.rs, Topic.
@TypePath("phala_mq::types::Topic")
@Unnamed
public record Topic(@TypeName("Path") Bytes path) implements Comparable<Topic> {
    private static final String RESERVED_FIRST = "~!@#$%&*_+-=|<>?,./;:'";

    public static Topic of(String path) {
        return new Topic(Bytes.ofUtf8(path));
    }

    public boolean isValid() {
        return !path.isEmpty() && RESERVED_FIRST.indexOf(path.unsigned(0)) < 0;
    }

    /// Whether messages to this topic are forwarded to the workers.
    public boolean isOffchain() {
        return isValid() && path.unsigned(0) != '^';
    }

    @Override
    public int compareTo(Topic other) {
        return path.compareTo(other.path);
    }

    @Override
    public String toString() {
        return path.toUtf8();
    }
}
