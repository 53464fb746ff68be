/// What the commands for people have in common, whatever they are about.
///
/// [Action] is how each ends, [Connection] how it reaches a network, [Payment] what it may cost; [Toolchain] and
/// [CrateBuild] compile Rust to Wasm, [CodeUpload] and [SentCommand] go through the chain.
@NullMarked
package network.phala.cli.action;

import org.jspecify.annotations.NullMarked;
