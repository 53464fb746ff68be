/// Phala's pink contract runtime 1.2: the confidential contracts of one cluster, exact to the byte.
///
/// Start with [Cluster], an immutable value: every operation takes a [Session] (what the world looks like
/// for this one execution) and gives an [Outcome] with the changed cluster, the result, the side effects
/// and the event block. The caller decides whether to keep the changed cluster (transactions) or to drop it
/// (queries, estimates). A snapshot is a reference.
///
/// The runtime knows no clock, chance, network or log of its own; it asks [PinkHost]. It runs guests on the
/// calling thread, which needs a large stack ([network.phala.wasm.GuestThread]). Behaviour and numbers are
/// those observed from Phala's published runtime (8,444 steps, played by quality/golden).
@NullMarked
package network.phala.pink;

import org.jspecify.annotations.NullMarked;
