/// Tools for tests of pallets: a state to run them on, a runtime made of the pallets a test needs, and the
/// assertion that a refused call changed nothing.
///
/// Start with [TestExternalities].
@NullMarked
package network.phala.frame.testkit;

import org.jspecify.annotations.NullMarked;
