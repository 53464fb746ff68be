/// What a program may call: the ocalls and a part of WASI. Start with [Imports].
///
/// Ocall numbers, argument forms and errors are those of phala-blockchain crates/sidevm/env/src/ocall_def.rs; the parts
/// of WASI those of crates/sidevm/host-runtime/src/env/wasi_env.rs.
@NullMarked
package network.phala.sidevm.ocall;

import org.jspecify.annotations.NullMarked;
