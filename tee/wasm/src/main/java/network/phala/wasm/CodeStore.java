package network.phala.wasm;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;

/// Keeps what the compiler makes of a module for the next process: a port, because this package does no I/O.
///
/// The parts of a module are what validation found out about it and its JVM classes, by name. An adapter gives back
/// exactly what was saved under the same code hash and [#EMISSION], or nothing: parts are trusted like the
/// compiler's own output. Any thread.
public interface CodeStore {
    /// What the compiler emits: to be raised with every change of the emitted bytes (`CodeStoreTest` notices).
    int EMISSION = 2;

    /// Keeps nothing.
    CodeStore NONE = new CodeStore() {
        @Override
        public Parts open(H256 codeHash) {
            return Parts.NONE;
        }

        @Override
        public void save(H256 codeHash, Supplier<Map<String, Bytes>> parts) {
            // Nothing is kept.
        }
    };

    /// The parts that are kept of a module.
    @FunctionalInterface
    interface Parts {
        /// Nothing is kept.
        Parts NONE = _ -> Optional.empty();

        /// The part of this name.
        Optional<Bytes> part(String name);

        /// How much memory they take.
        default long bytes() {
            return 0;
        }
    }

    /// What is kept of the module with this hash.
    Parts open(H256 codeHash);

    /// Keeps the parts of a module, at once, later or not at all. `parts` compiles: it may take seconds.
    void save(H256 codeHash, Supplier<Map<String, Bytes>> parts);
}
