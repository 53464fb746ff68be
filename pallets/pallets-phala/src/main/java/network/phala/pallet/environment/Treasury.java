package network.phala.pallet.environment;

import network.phala.primitives.U128;

/// Takes money that was withdrawn elsewhere (`OnUnbalanced`).
@FunctionalInterface
public interface Treasury {
    void deposit(U128 amount);
}
