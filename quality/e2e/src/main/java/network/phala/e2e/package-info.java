/// A whole network inside one virtual machine, for tests and measurements. Start with [EmbeddedLauncher].
@NullMarked
package network.phala.e2e;

import org.jspecify.annotations.NullMarked;
