package network.phala.pallet.babe;

import java.util.function.LongSupplier;

/// Constants of the Babe pallet; durations are asked each time, since they are kept in storage.
///
/// @param epochDuration slots of an epoch
/// @param expectedBlockTime milliseconds
/// @param slotDuration milliseconds
public record BabeConfig(
        LongSupplier epochDuration,
        LongSupplier expectedBlockTime,
        LongSupplier slotDuration,
        int maxAuthorities,
        int maxNominators) {}
