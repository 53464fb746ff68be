package network.phala.pink.contracts;

import network.phala.pink.types.PinkRuntime;
import network.phala.pink.types.Weight;

/// The price of each host function in one release of the runtime: (reference time, proof size).
final class HostWeights {
    private final PinkRuntime runtime;

    HostWeights(PinkRuntime runtime) {
        this.runtime = runtime;
    }

    Weight of(HostCost cost) {
        return cost.in(runtime);
    }

    /// Lengths are unsigned 32-bit numbers in a long.
    Weight codeLoad(int length) {
        return of(HostCost.CODE_LOAD_PER_BYTE).times(Integer.toUnsignedLong(length));
    }

    Weight copyFromContract(long length) {
        return of(HostCost.RETURN_PER_BYTE).times(length);
    }

    Weight copyToContract(long length) {
        return of(HostCost.INPUT_PER_BYTE).times(length);
    }

    Weight sealReturn(long length) {
        return linear(of(HostCost.RETURN), of(HostCost.RETURN_PER_BYTE), length);
    }

    Weight inputCloned(long length) {
        return of(HostCost.INPUT_CLONED_PER_BYTE).times(length);
    }

    Weight depositEvent(long topics, long length) {
        return linear(of(HostCost.DEPOSIT_EVENT), of(HostCost.DEPOSIT_EVENT_PER_TOPIC), topics)
                .saturatingAdd(of(HostCost.DEPOSIT_EVENT_PER_BYTE).times(length));
    }

    /// Priced per byte like an event, not by its own rate: an upstream quirk that is part of the gas.
    Weight debugMessage(long length) {
        return linear(of(HostCost.DEBUG_MESSAGE), of(HostCost.DEPOSIT_EVENT_PER_BYTE), length);
    }

    Weight setStorage(long newBytes, long oldBytes) {
        return linear(of(HostCost.SET_STORAGE), of(HostCost.SET_STORAGE_PER_NEW_BYTE), newBytes)
                .saturatingAdd(of(HostCost.SET_STORAGE_PER_OLD_BYTE).times(oldBytes));
    }

    Weight clearStorage(long length) {
        return linear(of(HostCost.CLEAR_STORAGE), of(HostCost.CLEAR_STORAGE_PER_BYTE), length);
    }

    Weight containsStorage(long length) {
        return linear(of(HostCost.CONTAINS_STORAGE), of(HostCost.CONTAINS_STORAGE_PER_BYTE), length);
    }

    Weight getStorage(long length) {
        return linear(of(HostCost.GET_STORAGE), of(HostCost.GET_STORAGE_PER_BYTE), length);
    }

    Weight takeStorage(long length) {
        return linear(of(HostCost.TAKE_STORAGE), of(HostCost.TAKE_STORAGE_PER_BYTE), length);
    }

    Weight instantiate(long inputLength, long saltLength) {
        return linear(of(HostCost.INSTANTIATE), of(HostCost.INSTANTIATE_PER_INPUT_BYTE), inputLength)
                .saturatingAdd(of(HostCost.INSTANTIATE_PER_SALT_BYTE).times(saltLength));
    }

    Weight sha2(long length) {
        return linear(of(HostCost.SHA2_256), of(HostCost.SHA2_256_PER_BYTE), length);
    }

    Weight keccak(long length) {
        return linear(of(HostCost.KECCAK_256), of(HostCost.KECCAK_256_PER_BYTE), length);
    }

    Weight blake2b256(long length) {
        return linear(of(HostCost.BLAKE2_256), of(HostCost.BLAKE2_256_PER_BYTE), length);
    }

    Weight blake2b128(long length) {
        return linear(of(HostCost.BLAKE2_128), of(HostCost.BLAKE2_128_PER_BYTE), length);
    }

    /// A block of instructions with this cost, and the counting of it.
    Weight meteredBlock(long cost) {
        return of(HostCost.METERED_BLOCK).saturatingAdd(Weight.of(cost, 0));
    }

    private static Weight linear(Weight base, Weight perUnit, long units) {
        return base.saturatingAdd(perUnit.times(units));
    }
}
