/// Files that only this enclave can read: identity, master key, checkpoints. Start with [SealedFiles].
@NullMarked
package network.phala.pruntime.seal;

import org.jspecify.annotations.NullMarked;
