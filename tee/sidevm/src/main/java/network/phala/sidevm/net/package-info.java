/// The real network for programs: sockets and TLS of the JDK. Start with [JdkNetwork].
@NullMarked
package network.phala.sidevm.net;

import org.jspecify.annotations.NullMarked;
