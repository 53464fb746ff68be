package network.phala.pink.types;

import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.scale.ScaleWriter;

/// The releases of Phala's contract runtime, oldest first, and what a cluster gets from each. A cluster runs the
/// release that the chain names when it is made, until its system contract asks for a newer one.
///
/// Follows phala-blockchain at the releases that shipped them: pruntime-v2.0.1 (1.0), pruntime-v2.1.0 (1.1) and
/// pruntime-v2.2.0 (1.2), crates/pink/runtime and crates/pink/capi; the wire numbers of errors and events follow
/// crates/pink/runtime/assets/metadata-1.x.bin. How gas is counted and state laid out is the contracts pallet's, in
/// package contracts.
public enum PinkRuntime {
    V1_0(new Extent(1_000_000_000_000L, 16 * 1024, 1024, 21)),
    V1_1(new Extent(1_000_000_000_000L, 1024 * 1024, 1024, 23)),
    V1_2(new Extent(5_000_000_000_000L, 1024 * 1024, 256, 25));

    /// The newest release.
    public static final PinkRuntime NEWEST = V1_2;

    private static final int MAJOR = 1;

    private final Extent extent;

    /// The numbers in which releases differ.
    private record Extent(long gasPerSecond, int maxValueLength, int coarseDepositBytes, int extensionFunctions) {}

    PinkRuntime(Extent extent) {
        this.extent = extent;
    }

    /// The release of this version; empty when there is none.
    public static Optional<PinkRuntime> of(int major, int minor) {
        boolean known = major == MAJOR && minor >= 0 && minor < values().length;
        return known ? Optional.of(values()[minor]) : Optional.empty();
    }

    public int major() {
        return MAJOR;
    }

    public int minor() {
        return ordinal();
    }

    /// As the extension function `runtime_version` and event blocks have it: major u32 ‖ minor u32.
    public Bytes encoded() {
        ScaleWriter out = new ScaleWriter();
        out.writeInt(major());
        out.writeInt(minor());
        return out.toBytes();
    }

    @Override
    public String toString() {
        return major() + "." + minor();
    }

    public boolean atLeast(PinkRuntime other) {
        return compareTo(other) >= 0;
    }

    /// Gas of a nominal second: transactions may use half of one, queries ten.
    public long gasPerSecond() {
        return extent.gasPerSecond;
    }

    /// Longest stored value and event data in bytes.
    public int maxValueLength() {
        return extent.maxValueLength;
    }

    /// The deposit of so many bytes is hidden in results of queries.
    public int coarseDepositBytes() {
        return extent.coarseDepositBytes;
    }

    /// The functions of the chain extension are numbered from 1 to this.
    public int extensionFunctions() {
        return extent.extensionFunctions;
    }

    /// The highest index of a pink event that is known.
    public int lastPinkEvent() {
        return atLeast(V1_2) ? 12 : 10;
    }

    /// Whether transactions leave blocks of an event chain.
    public boolean hasEventChain() {
        return atLeast(V1_1);
    }

    /// Whether results end with the (always empty) list of collected events.
    public boolean resultsListEvents() {
        return atLeast(V1_1);
    }

    /// Whether the storage of terminated contracts is freed in idle time.
    public boolean hasIdleTime() {
        return atLeast(V1_2);
    }
}
