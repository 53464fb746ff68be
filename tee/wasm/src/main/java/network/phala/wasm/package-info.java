/// The contract engine: WebAssembly decoded, validated, compiled to JVM bytecode and run with exact
/// fuel.
///
/// Start with [WasmModule#decode] (bytes to a validated module), then [Linker] (imports to host
/// functions, gives a [LinkedModule]), then [LinkedModule#instantiate] and [Instance#invoke].
///
/// Values, traps, fuel and stack limits are those of wasmi 0.31 as pallet-contracts configures it:
/// WebAssembly MVP plus sign extension, fuel charged per block up front, 1025 frames and 131072
/// value-stack cells. Programs beside contracts may use more instructions ([Dialect]). A module
/// runs compiled; what cannot be compiled (a method beyond the JVM's 64 KiB) runs in an interpreter
/// that follows the same translated code, and the two can be compared with each other. The package
/// does no I/O, knows no clock and starts no thread.
@NullMarked
package network.phala.wasm;

import org.jspecify.annotations.NullMarked;
