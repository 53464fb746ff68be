/// The pink chain extension: what Phala adds to the host functions (HTTP, signing, key derivation, cache, scripts, …).
///
/// Start with [PinkExtension], which decodes the arguments of a call and answers it for the session's mode.
@NullMarked
package network.phala.pink.extension;

import org.jspecify.annotations.NullMarked;
