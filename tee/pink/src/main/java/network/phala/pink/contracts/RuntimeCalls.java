package network.phala.pink.contracts;

import network.phala.pink.types.ContractError;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.PinkRuntime;
import network.phala.pink.types.Weight;
import network.phala.primitives.Bytes;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;

/// Calls of contracts into the runtime's own dispatchables (`seal0.call_runtime`). Pink's filter lets none through, so
/// what is left is decoding the call, charging its weight and telling the contract.
///
/// The pallets with calls are System, Timestamp, Balances and Contracts. Weights follow polkadot-sdk release 1.5.0,
/// substrate/frame/{system,timestamp,balances,contracts}/src/weights.rs (for 1.1 substrate polkadot-v0.9.43 and pink's
/// own weights.rs) and the `#[pallet::weight]` of each call, with the database weights of pink's configuration.
final class RuntimeCalls {
    private static final byte[] FAILED = Bytes.ofUtf8("call failed with: ").unsafeArray();
    private static final byte[] EARLIER_FAILED =
            Bytes.ofUtf8("seal0::call_runtime failed with: ").unsafeArray();
    private static final byte[] FILTERED = Bytes.ofUtf8("CallFiltered").unsafeArray();

    /// RocksDB's weights; System and Timestamp use them, the others none.
    private static final Weight READ = Weight.of(25_000_000, 0);

    private static final Weight WRITE = Weight.of(100_000_000, 0);

    /// Proof size of the calls that name their gas in one dimension: twice the longest code.
    private static final long OLD_PROOF_SIZE = 2L * Contracts.MAX_CODE_LENGTH;

    private final ScaleReader in;
    private final boolean newest;

    private RuntimeCalls(Bytes call, PinkRuntime runtime) {
        this.in = new ScaleReader(call);
        this.newest = runtime.atLeast(PinkRuntime.V1_2);
    }

    /// A weight in runtime 1.1, and since 1.2.
    private Weight cost(long refTime11, long proofSize11, long refTime12, long proofSize12) {
        return newest ? Weight.of(refTime12, proofSize12) : Weight.of(refTime11, proofSize11);
    }

    static long dispatch(ContractRun run, Bytes call) throws DispatchException {
        PinkRuntime runtime = run.context().runtime();
        run.charge(weight(call, runtime));
        run.stack().debug().append(runtime.atLeast(PinkRuntime.V1_2) ? FAILED : EARLIER_FAILED);
        run.stack().debug().append(FILTERED);
        return ReturnCode.CALL_RUNTIME_FAILED;
    }

    /// The weight of an encoded call.
    static Weight weight(Bytes call, PinkRuntime runtime) throws DispatchException {
        try {
            RuntimeCalls decoder = new RuntimeCalls(call, runtime);
            Weight weight = decoder.decode();
            decoder.in.expectEnd();
            return weight;
        } catch (DecodeException _) {
            throw ContractError.DECODING_FAILED.raise();
        }
    }

    private Weight decode() throws DecodeException {
        int pallet = in.readByte();
        int call = in.readByte();
        return switch (pallet) {
            case 0 -> system(call);
            case 1 -> timestamp(call);
            case 2 -> balances(call);
            case 4 -> contracts(call);
            default -> throw unknown(pallet, call);
        };
    }

    private static DecodeException unknown(int pallet, int call) {
        return new DecodeException(0, "pallet " + pallet + " has no call " + call);
    }

    private Weight system(int call) throws DecodeException {
        return switch (call) {
            case 0 ->
                cost(2_471_000, 0, 2_119_000, 0)
                        .saturatingAdd(cost(364, 0, 390, 0).times(in.readVec().size()));
            case 1 -> {
                in.readLong();
                yield cost(5_462_000, 1485, 4_782_000, 1485).saturatingAdd(READ).saturatingAdd(WRITE.times(2));
            }
            case 2, 3 -> {
                in.readVec();
                yield cost(59_115_121_000L, 1485, 87_586_619_000L, 1485)
                        .saturatingAdd(READ)
                        .saturatingAdd(WRITE.times(2));
            }
            case 4 -> {
                int items = in.readLength(2);
                for (int i = 0; i < items; i++) {
                    in.readVec();
                    in.readVec();
                }
                yield cost(2_457_000, 0, 2_175_000, 0)
                        .saturatingAdd(cost(750_850, 0, 841_511, 0)
                                .saturatingAdd(WRITE)
                                .times(items));
            }
            case 5 -> {
                int keys = in.readLength(1);
                for (int i = 0; i < keys; i++) {
                    in.readVec();
                }
                yield cost(2_552_000, 0, 2_255_000, 0)
                        .saturatingAdd(cost(566_064, 0, 662_473, 0)
                                .saturatingAdd(WRITE)
                                .times(keys));
            }
            case 6 -> {
                in.readVec();
                long subkeys = Math.min(Integer.toUnsignedLong(in.readInt()) + 1, 0xffff_ffffL);
                Weight each =
                        cost(1_144_884, 70, 1_389_650, 70).saturatingAdd(READ).saturatingAdd(WRITE);
                yield cost(4_725_000, 121, 4_270_000, 128).saturatingAdd(each.times(subkeys));
            }
            case 7 ->
                cost(9_140_000, 0, 8_097_000, 0)
                        .saturatingAdd(
                                cost(1_122, 0, 1_455, 0).times(in.readVec().size()));
            default -> throw unknown(0, call);
        };
    }

    private Weight timestamp(int call) throws DecodeException {
        if (call != 0) {
            throw unknown(1, call);
        }
        in.readCompact(64);
        return cost(11_099_000, 1493, 10_492_000, 1493)
                .saturatingAdd(READ.times(2))
                .saturatingAdd(WRITE);
    }

    private Weight balances(int call) throws DecodeException {
        if (!newest && call == 7) {
            return toAccount(Weight.of(60_307_000, 3593));
        }
        if (!newest && call == 1) {
            Weight weight = toAccount(Weight.of(23_225_000, 3593));
            in.readCompact(128);
            return weight;
        }
        return switch (call) {
            case 0 -> toAccount(cost(60_307_000, 3593, 59_117_000, 3593));
            case 2 -> {
                in.readBytes(32);
                yield toAccount(cost(57_688_000, 6196, 63_365_000, 6196));
            }
            case 3 -> toAccount(cost(43_933_000, 3593, 45_798_000, 3593));
            case 4 -> {
                in.readBytes(32);
                in.readBoolean();
                yield cost(50_832_000, 3593, 55_623_000, 3593);
            }
            case 5 -> {
                in.readBytes(32);
                in.readU128();
                yield cost(20_597_000, 3593, 19_953_000, 3593);
            }
            case 6 -> {
                int accounts = in.readLength(32);
                in.readBytes(32 * accounts);
                yield cost(20_053_000, 990, 19_612_000, 990)
                        .saturatingAdd(cost(14_563_782, 2603, 16_444_591, 2603).times(accounts));
            }
            case 8 -> toAccount(cost(23_225_000, 3593, 25_487_000, 3593));
            default -> throw unknown(2, call);
        };
    }

    /// A call whose arguments end with an account and a compact amount.
    private Weight toAccount(Weight weight) throws DecodeException {
        in.readBytes(32);
        in.readCompact(128);
        return weight;
    }

    private Weight contracts(int call) throws DecodeException {
        return switch (call) {
            case 0 -> calling(true);
            case 1 -> instantiatingWithCode(true);
            case 2 -> instantiating(true);
            case 3 -> {
                Weight weight = cost(252_985_435, 3574, 242_697_648, 3607)
                        .saturatingAdd(
                                cost(108_141, 0, 76_087, 0).times(in.readVec().size()));
                depositLimit();
                determinism();
                yield weight;
            }
            case 4 -> {
                in.readBytes(32);
                yield cost(34_039_000, 3720, 48_422_000, 3780);
            }
            case 5 -> {
                in.readBytes(64);
                yield cost(33_890_000, 8985, 38_589_000, 8967);
            }
            case 6 -> calling(false);
            case 7 -> instantiatingWithCode(false);
            case 8 -> instantiating(false);
            case 9 -> {
                if (!newest) {
                    throw unknown(4, call);
                }
                yield Weight.of(13_134_000, 3631).saturatingAdd(gasLimit(false));
            }
            default -> throw unknown(4, call);
        };
    }

    private Weight calling(boolean old) throws DecodeException {
        in.readBytes(32);
        in.readCompact(128);
        Weight limit = gasLimit(old);
        depositLimit();
        in.readVec();
        return cost(196_706_000, 6699, 213_239_000, 6766).saturatingAdd(limit);
    }

    private Weight instantiatingWithCode(boolean old) throws DecodeException {
        in.readCompact(128);
        Weight limit = gasLimit(old);
        depositLimit();
        int code = in.readVec().size();
        int data = in.readVec().size();
        int salt = in.readVec().size();
        return cost(594_826_134, 8659, 586_523_882, 8747)
                .saturatingAdd(cost(106_471, 0, 115_402, 0).times(code))
                .saturatingAdd(cost(1_160, 0, 1_797, 0).times(data))
                .saturatingAdd(cost(1_417, 0, 2_046, 0).times(salt))
                .saturatingAdd(limit);
    }

    private Weight instantiating(boolean old) throws DecodeException {
        in.readCompact(128);
        Weight limit = gasLimit(old);
        depositLimit();
        in.readBytes(32);
        int data = in.readVec().size();
        int salt = in.readVec().size();
        return cost(296_038_081, 6408, 369_331_405, 6504)
                .saturatingAdd(cost(1_461, 0, 1_940, 0).times(data))
                .saturatingAdd(cost(1_430, 0, 1_858, 0).times(salt))
                .saturatingAdd(limit);
    }

    /// Two compact numbers, or one in the calls of the time before proof sizes.
    private Weight gasLimit(boolean old) throws DecodeException {
        long refTime = in.readCompact(64).low();
        return Weight.of(refTime, old ? OLD_PROOF_SIZE : in.readCompact(64).low());
    }

    private void depositLimit() throws DecodeException {
        if (in.readBoolean()) {
            in.readCompact(128);
        }
    }

    private void determinism() throws DecodeException {
        int variant = in.readByte();
        if (variant > 1) {
            throw new DecodeException(0, "determinism " + variant + "; expected 0 or 1");
        }
    }
}
