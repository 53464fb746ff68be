package network.phala.pink.contracts;

import java.util.List;
import network.phala.pink.types.PinkRuntime;
import network.phala.pink.types.Weight;

/// What is paid for a host function, or for each byte, topic or so on of one: reference time and proof size in runtime
/// 1.0, in 1.1 and in 1.2.
///
/// The numbers of 1.2 are those of polkadot-sdk release 1.5.0, substrate/frame/contracts/src/weights.rs. Those
/// before come of phala-blockchain crates/pink/runtime/src/runtime/weights.rs (pruntime-v2.0.1 and pruntime-v2.1.0) by
/// the formulas of substrate/frame/contracts/src/schedule.rs at polkadot-v0.9.41 and polkadot-v0.9.43.
enum HostCost {
    CALLER(221_445, 30, 323_826, 6, 339_309, 6),
    ADDRESS(221_053, 30, 329_577, 6, 343_762, 6),
    GAS_LEFT(214_407, 30, 518_380, 6, 371_542, 6),
    VALUE_TRANSFERRED(218_025, 30, 326_813, 6, 347_368, 6),
    MINIMUM_BALANCE(214_348, 30, 324_519, 6, 337_202, 6),
    BLOCK_NUMBER(211_709, 30, 317_998, 6, 330_788, 6),
    NOW(216_705, 30, 316_782, 6, 337_860, 6),
    BALANCE(1_228_637, 30, 1_454_089, 6, 1_656_237, 6),
    WEIGHT_TO_FEE(1_106_625, 60, 1_387_202, 14, 1_446_663, 14),
    CALLER_IS_ORIGIN(141_995, 15, 167_431, 3, 183_053, 3),
    OWN_CODE_HASH(279_709, 30, 414_717, 6, 428_765, 6),
    IS_CONTRACT(3_113_744, 3836, 3_329_840, 2715, 3_788_924, 2684),
    CODE_HASH(3_777_188, 3856, 4_132_521, 2719, 4_720_110, 2688),
    INPUT(198_355, 30, 280_610, 6, 282_718, 6),
    INPUT_PER_BYTE(118, 0, 595, 0, 1052, 0),
    RETURN(1_737_397, 225, 926_671, 45, 0, 45),
    RETURN_PER_BYTE(227, 0, 181, 0, 391, 0),
    TERMINATE(70_441_665, 15_004, 115_332_869, 7781, 126_508_132, 5266),
    RANDOM(1_391_359, 60, 1_764_269, 10, 2_057_388, 10),
    DEPOSIT_EVENT(2_865_176, 50, 3_452_918, 10, 3_808_788, 10),
    DEPOSIT_EVENT_PER_TOPIC(2_268_381, 2637, 2_483_239, 2508, 3_683_455, 2508),
    DEPOSIT_EVENT_PER_BYTE(874, 0, 756, 0, 731, 0),
    DEBUG_MESSAGE(185_463, 35, 230_558, 7, 241_240, 7),
    SET_STORAGE(5_806_878, 292, 6_070_221, 293, 7_145_641, 293),
    SET_STORAGE_PER_NEW_BYTE(1194, 0, 438, 0, 547, 0),
    SET_STORAGE_PER_OLD_BYTE(803, 2, 105, 1, 558, 1),
    CLEAR_STORAGE(5_666_449, 288, 5_910_066, 289, 6_927_074, 289),
    CLEAR_STORAGE_PER_BYTE(815, 2, 125, 1, 4, 1),
    CONTAINS_STORAGE(4_464_186, 288, 4_805_043, 289, 5_548_039, 289),
    CONTAINS_STORAGE_PER_BYTE(754, 2, 0, 1, 83, 1),
    GET_STORAGE(4_640_163, 296, 4_937_728, 297, 5_707_060, 297),
    GET_STORAGE_PER_BYTE(1963, 2, 706, 1, 1010, 1),
    TAKE_STORAGE(5_815_165, 296, 6_144_770, 297, 6_895_457, 297),
    TAKE_STORAGE_PER_BYTE(2033, 2, 744, 1, 643, 1),
    TRANSFER(17_456_889, 2701, 35_376_623, 2520, 38_468_091, 2520),
    CALL(362_280_314, 6393, 216_905_619, 2752, 248_206_665, 2721),
    CALL_WITH_VALUE(17_377_774, 3562, 30_461_758, 5154, 357_425_411, 5227),
    INPUT_CLONED_PER_BYTE(120, 0, 601, 0, 1111, 0),
    DELEGATE_CALL(358_954_339, 8249, 213_096_291, 2572, 249_943_483, 2637),
    INSTANTIATE(448_810_328, 17_088, 349_770_967, 5205, 388_311_259, 2731),
    INSTANTIATE_WITH_VALUE(1_058_993, 33, 125_360_446, 2634, 0, 2549),
    INSTANTIATE_PER_INPUT_BYTE(1539, 0, 1183, 0, 1963, 0),
    INSTANTIATE_PER_SALT_BYTE(1545, 0, 1352, 0, 2060, 0),
    SET_CODE_HASH(19_330_035, 11_786, 22_107_816, 3090, 27_627_005, 3090),
    SHA2_256(528_644, 40, 573_939, 8, 400_604, 8),
    SHA2_256_PER_BYTE(3961, 0, 3949, 0, 1134, 0),
    KECCAK_256(722_259, 40, 742_726, 8, 802_363, 8),
    KECCAK_256_PER_BYTE(3185, 0, 3161, 0, 3410, 0),
    BLAKE2_256(416_839, 40, 417_850, 8, 480_457, 8),
    BLAKE2_256_PER_BYTE(1260, 0, 913, 0, 1254, 0),
    BLAKE2_128(449_169, 42, 416_869, 8, 505_330, 8),
    BLAKE2_128_PER_BYTE(1261, 0, 919, 0, 1252, 0),
    ECDSA_RECOVER(37_763_755, 380, 37_603_073, 77, 46_037_637, 77),
    ECDSA_TO_ETH_ADDRESS(9_228_220, 210, 9_344_876, 42, 11_949_979, 42),
    INSTANTIATION_NONCE(117_264, 18, 143_408, 3, 152_842, 3),
    /// Fetching code from the storage to run it: the instrumented code where there is one.
    CODE_LOAD_PER_BYTE(31_342, 5, 37_876, 1, 39_917, 1),
    /// The call at the beginning of each metered block; the block itself comes on top. Nothing in 1.2.
    METERED_BLOCK(100_691, 0, 127_931, 0, 0, 0);

    private final List<Weight> byRelease;

    HostCost(long refTime10, long proofSize10, long refTime11, long proofSize11, long refTime12, long proofSize12) {
        byRelease = List.of(
                Weight.of(refTime10, proofSize10),
                Weight.of(refTime11, proofSize11),
                Weight.of(refTime12, proofSize12));
    }

    Weight in(PinkRuntime runtime) {
        return byRelease.get(runtime.ordinal());
    }
}
