/// The prpc methods, bound to the worker. Start with [PhactoryApi].
@NullMarked
package network.phala.pruntime.api;

import org.jspecify.annotations.NullMarked;
