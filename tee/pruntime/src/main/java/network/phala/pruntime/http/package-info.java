/// The HTTP server of prpc: routes, body limits, access rules, error bodies. Start with [HttpApi].
@NullMarked
package network.phala.pruntime.http;

import org.jspecify.annotations.NullMarked;
