package network.phala.pink.contracts;

import network.phala.pink.types.Weight;

/// The price of each host function in runtime 1.2: (reference time, proof size), per call or per byte.
///
/// The numbers are those of polkadot-sdk release 1.5.0, substrate/frame/contracts/src/weights.rs.
final class HostWeights {
    static final Weight CALLER = Weight.of(339_309, 6);
    static final Weight ADDRESS = Weight.of(343_762, 6);
    static final Weight GAS_LEFT = Weight.of(371_542, 6);
    static final Weight VALUE_TRANSFERRED = Weight.of(347_368, 6);
    static final Weight MINIMUM_BALANCE = Weight.of(337_202, 6);
    static final Weight BLOCK_NUMBER = Weight.of(330_788, 6);
    static final Weight NOW = Weight.of(337_860, 6);
    static final Weight BALANCE = Weight.of(1_656_237, 6);
    static final Weight WEIGHT_TO_FEE = Weight.of(1_446_663, 14);
    static final Weight CALLER_IS_ORIGIN = Weight.of(183_053, 3);
    static final Weight OWN_CODE_HASH = Weight.of(428_765, 6);
    static final Weight IS_CONTRACT = Weight.of(3_788_924, 2684);
    static final Weight CODE_HASH = Weight.of(4_720_110, 2688);
    static final Weight INPUT = Weight.of(282_718, 6);
    static final Weight TERMINATE = Weight.of(126_508_132, 5266);
    static final Weight RANDOM = Weight.of(2_057_388, 10);
    static final Weight TRANSFER = Weight.of(38_468_091, 2520);
    static final Weight CALL = Weight.of(248_206_665, 2721);
    static final Weight CALL_WITH_VALUE = Weight.of(357_425_411, 5227);
    static final Weight DELEGATE_CALL = Weight.of(249_943_483, 2637);
    static final Weight INSTANTIATE_WITH_VALUE = Weight.of(0, 2549);
    static final Weight SET_CODE_HASH = Weight.of(27_627_005, 3090);
    static final Weight ECDSA_RECOVER = Weight.of(46_037_637, 77);
    static final Weight ECDSA_TO_ETH_ADDRESS = Weight.of(11_949_979, 42);
    static final Weight INSTANTIATION_NONCE = Weight.of(152_842, 3);

    private static final Weight RETURN = Weight.of(0, 45);
    private static final Weight RETURN_PER_BYTE = Weight.of(391, 0);
    private static final Weight INPUT_PER_BYTE = Weight.of(1_052, 0);
    private static final Weight INPUT_CLONED_PER_BYTE = Weight.of(1_111, 0);
    private static final Weight DEPOSIT_EVENT = Weight.of(3_808_788, 10);
    private static final Weight DEPOSIT_EVENT_PER_TOPIC = Weight.of(3_683_455, 2508);
    private static final Weight DEPOSIT_EVENT_PER_BYTE = Weight.of(731, 0);
    private static final Weight DEBUG_MESSAGE = Weight.of(241_240, 7);
    private static final Weight SET_STORAGE = Weight.of(7_145_641, 293);
    private static final Weight SET_STORAGE_PER_NEW_BYTE = Weight.of(547, 0);
    private static final Weight SET_STORAGE_PER_OLD_BYTE = Weight.of(558, 1);
    private static final Weight CLEAR_STORAGE = Weight.of(6_927_074, 289);
    private static final Weight CLEAR_STORAGE_PER_BYTE = Weight.of(4, 1);
    private static final Weight CONTAINS_STORAGE = Weight.of(5_548_039, 289);
    private static final Weight CONTAINS_STORAGE_PER_BYTE = Weight.of(83, 1);
    private static final Weight GET_STORAGE = Weight.of(5_707_060, 297);
    private static final Weight GET_STORAGE_PER_BYTE = Weight.of(1_010, 1);
    private static final Weight TAKE_STORAGE = Weight.of(6_895_457, 297);
    private static final Weight TAKE_STORAGE_PER_BYTE = Weight.of(643, 1);
    private static final Weight INSTANTIATE = Weight.of(388_311_259, 2731);
    private static final Weight INSTANTIATE_PER_INPUT_BYTE = Weight.of(1_963, 0);
    private static final Weight INSTANTIATE_PER_SALT_BYTE = Weight.of(2_060, 0);
    private static final Weight SHA2_256 = Weight.of(400_604, 8);
    private static final Weight SHA2_256_PER_BYTE = Weight.of(1_134, 0);
    private static final Weight KECCAK_256 = Weight.of(802_363, 8);
    private static final Weight KECCAK_256_PER_BYTE = Weight.of(3_410, 0);
    private static final Weight BLAKE2_256 = Weight.of(480_457, 8);
    private static final Weight BLAKE2_256_PER_BYTE = Weight.of(1_254, 0);
    private static final Weight BLAKE2_128 = Weight.of(505_330, 8);
    private static final Weight BLAKE2_128_PER_BYTE = Weight.of(1_252, 0);
    private static final Weight CODE_LOAD_PER_BYTE = Weight.of(39_917, 1);

    private HostWeights() {}

    /// Lengths are unsigned 32-bit numbers in a long.
    static Weight codeLoad(int length) {
        return CODE_LOAD_PER_BYTE.times(Integer.toUnsignedLong(length));
    }

    static Weight copyFromContract(long length) {
        return RETURN_PER_BYTE.times(length);
    }

    static Weight copyToContract(long length) {
        return INPUT_PER_BYTE.times(length);
    }

    static Weight sealReturn(long length) {
        return linear(RETURN, RETURN_PER_BYTE, length);
    }

    static Weight inputCloned(long length) {
        return INPUT_CLONED_PER_BYTE.times(length);
    }

    static Weight depositEvent(long topics, long length) {
        return linear(DEPOSIT_EVENT, DEPOSIT_EVENT_PER_TOPIC, topics)
                .saturatingAdd(DEPOSIT_EVENT_PER_BYTE.times(length));
    }

    /// Priced per byte like an event, not by its own rate: an upstream quirk that is part of the gas.
    static Weight debugMessage(long length) {
        return linear(DEBUG_MESSAGE, DEPOSIT_EVENT_PER_BYTE, length);
    }

    static Weight setStorage(long newBytes, long oldBytes) {
        return linear(SET_STORAGE, SET_STORAGE_PER_NEW_BYTE, newBytes)
                .saturatingAdd(SET_STORAGE_PER_OLD_BYTE.times(oldBytes));
    }

    static Weight clearStorage(long length) {
        return linear(CLEAR_STORAGE, CLEAR_STORAGE_PER_BYTE, length);
    }

    static Weight containsStorage(long length) {
        return linear(CONTAINS_STORAGE, CONTAINS_STORAGE_PER_BYTE, length);
    }

    static Weight getStorage(long length) {
        return linear(GET_STORAGE, GET_STORAGE_PER_BYTE, length);
    }

    static Weight takeStorage(long length) {
        return linear(TAKE_STORAGE, TAKE_STORAGE_PER_BYTE, length);
    }

    static Weight instantiate(long inputLength, long saltLength) {
        return linear(INSTANTIATE, INSTANTIATE_PER_INPUT_BYTE, inputLength)
                .saturatingAdd(INSTANTIATE_PER_SALT_BYTE.times(saltLength));
    }

    static Weight sha2(long length) {
        return linear(SHA2_256, SHA2_256_PER_BYTE, length);
    }

    static Weight keccak(long length) {
        return linear(KECCAK_256, KECCAK_256_PER_BYTE, length);
    }

    static Weight blake2b256(long length) {
        return linear(BLAKE2_256, BLAKE2_256_PER_BYTE, length);
    }

    static Weight blake2b128(long length) {
        return linear(BLAKE2_128, BLAKE2_128_PER_BYTE, length);
    }

    private static Weight linear(Weight base, Weight perUnit, long units) {
        return base.saturatingAdd(perUnit.times(units));
    }
}
