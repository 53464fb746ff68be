package network.phala.pink.contracts;

import network.phala.primitives.H256;

/// Code that was loaded, and paid for, to be run.
record Executable(H256 codeHash, Determinism determinism) {
    boolean deterministic() {
        return determinism == Determinism.ENFORCED;
    }
}
