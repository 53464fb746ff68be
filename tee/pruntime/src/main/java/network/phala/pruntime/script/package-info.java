/// JavaScript for contracts' queries (`js_eval`): QuickJS in a WebAssembly sandbox on this virtual machine. Start with
/// [ScriptEngine].
@NullMarked
package network.phala.pruntime.script;

import org.jspecify.annotations.NullMarked;
