package network.phala.pallet.computation;

import java.util.function.IntSupplier;
import network.phala.frame.Currency;
import network.phala.pallet.environment.ChainTime;
import network.phala.pallet.environment.Treasury;
import network.phala.pallet.mq.PhalaMq;
import network.phala.pallet.registry.Workers;

/// What [PhalaComputation] needs of the runtime.
///
/// @param treasury gets its part of rewards
/// @param secondsPerBlock 0 for blocks of less than a second
/// @param listener the stake pools
public record PhalaComputationConfig(
        PhalaMq mq,
        Workers workers,
        ChainTime time,
        Currency currency,
        Treasury treasury,
        Randomness randomness,
        IntSupplier secondsPerBlock,
        SessionListener listener) {}
