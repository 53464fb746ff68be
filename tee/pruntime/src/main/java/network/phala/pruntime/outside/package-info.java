/// What contracts' queries reach beyond the worker: the web, and scripts. Start with [Outside], the port;
/// [WorkerOutside] is what stands behind it. Nothing here is loaded before the first contract asks.
@NullMarked
package network.phala.pruntime.outside;

import org.jspecify.annotations.NullMarked;
