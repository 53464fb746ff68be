package network.phala.pink.contracts;

import network.phala.pink.types.ContractError;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.Weight;
import network.phala.primitives.Bytes;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;

/// Calls of contracts into the runtime's own dispatchables (`seal0.call_runtime`). Pink's filter lets none through, so
/// what
/// is left is decoding the call, charging its weight and telling the contract.
///
/// The pallets with calls are System, Timestamp, Balances and Contracts. Weights follow polkadot-sdk release 1.5.0,
/// substrate/frame/{system,timestamp,balances,contracts}/src/weights.rs and the `#[pallet::weight]` of each call, with
/// the database weights of pink's configuration.
final class RuntimeCalls {
    private static final byte[] FAILED = Bytes.ofUtf8("call failed with: ").unsafeArray();
    private static final byte[] FILTERED = Bytes.ofUtf8("CallFiltered").unsafeArray();

    /// RocksDB's weights; System and Timestamp use them, the others none.
    private static final Weight READ = Weight.of(25_000_000, 0);

    private static final Weight WRITE = Weight.of(100_000_000, 0);

    /// Proof size of the calls that name their gas in one dimension: twice the longest code.
    private static final long OLD_PROOF_SIZE = 2L * Contracts.MAX_CODE_LENGTH;

    private final ScaleReader in;

    private RuntimeCalls(Bytes call) {
        this.in = new ScaleReader(call);
    }

    static long dispatch(ContractRun run, Bytes call) throws DispatchException {
        run.charge(weight(call));
        run.stack().debug().append(FAILED);
        run.stack().debug().append(FILTERED);
        return ReturnCode.CALL_RUNTIME_FAILED;
    }

    /// The weight of an encoded call.
    static Weight weight(Bytes call) throws DispatchException {
        try {
            RuntimeCalls decoder = new RuntimeCalls(call);
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
                Weight.of(2_119_000, 0)
                        .saturatingAdd(Weight.of(390, 0).times(in.readVec().size()));
            case 1 -> {
                in.readLong();
                yield Weight.of(4_782_000, 1485).saturatingAdd(READ).saturatingAdd(WRITE.times(2));
            }
            case 2, 3 -> {
                in.readVec();
                yield Weight.of(87_586_619_000L, 1485).saturatingAdd(READ).saturatingAdd(WRITE.times(2));
            }
            case 4 -> {
                int items = in.readLength(2);
                for (int i = 0; i < items; i++) {
                    in.readVec();
                    in.readVec();
                }
                yield Weight.of(2_175_000, 0)
                        .saturatingAdd(
                                Weight.of(841_511, 0).saturatingAdd(WRITE).times(items));
            }
            case 5 -> {
                int keys = in.readLength(1);
                for (int i = 0; i < keys; i++) {
                    in.readVec();
                }
                yield Weight.of(2_255_000, 0)
                        .saturatingAdd(
                                Weight.of(662_473, 0).saturatingAdd(WRITE).times(keys));
            }
            case 6 -> {
                in.readVec();
                long subkeys = Math.min(Integer.toUnsignedLong(in.readInt()) + 1, 0xffff_ffffL);
                Weight each = Weight.of(1_389_650, 70).saturatingAdd(READ).saturatingAdd(WRITE);
                yield Weight.of(4_270_000, 128).saturatingAdd(each.times(subkeys));
            }
            case 7 ->
                Weight.of(8_097_000, 0)
                        .saturatingAdd(Weight.of(1_455, 0).times(in.readVec().size()));
            default -> throw unknown(0, call);
        };
    }

    private Weight timestamp(int call) throws DecodeException {
        if (call != 0) {
            throw unknown(1, call);
        }
        in.readCompact(64);
        return Weight.of(10_492_000, 1493).saturatingAdd(READ.times(2)).saturatingAdd(WRITE);
    }

    private Weight balances(int call) throws DecodeException {
        return switch (call) {
            case 0 -> toAccount(Weight.of(59_117_000, 3593));
            case 2 -> {
                in.readBytes(32);
                yield toAccount(Weight.of(63_365_000, 6196));
            }
            case 3 -> toAccount(Weight.of(45_798_000, 3593));
            case 4 -> {
                in.readBytes(32);
                in.readBoolean();
                yield Weight.of(55_623_000, 3593);
            }
            case 5 -> {
                in.readBytes(32);
                in.readU128();
                yield Weight.of(19_953_000, 3593);
            }
            case 6 -> {
                int accounts = in.readLength(32);
                in.readBytes(32 * accounts);
                yield Weight.of(19_612_000, 990)
                        .saturatingAdd(Weight.of(16_444_591, 2603).times(accounts));
            }
            case 8 -> toAccount(Weight.of(25_487_000, 3593));
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
                Weight weight = Weight.of(242_697_648, 3607)
                        .saturatingAdd(Weight.of(76_087, 0).times(in.readVec().size()));
                depositLimit();
                determinism();
                yield weight;
            }
            case 4 -> {
                in.readBytes(32);
                yield Weight.of(48_422_000, 3780);
            }
            case 5 -> {
                in.readBytes(64);
                yield Weight.of(38_589_000, 8967);
            }
            case 6 -> calling(false);
            case 7 -> instantiatingWithCode(false);
            case 8 -> instantiating(false);
            case 9 -> Weight.of(13_134_000, 3631).saturatingAdd(gasLimit(false));
            default -> throw unknown(4, call);
        };
    }

    private Weight calling(boolean old) throws DecodeException {
        in.readBytes(32);
        in.readCompact(128);
        Weight limit = gasLimit(old);
        depositLimit();
        in.readVec();
        return Weight.of(213_239_000, 6766).saturatingAdd(limit);
    }

    private Weight instantiatingWithCode(boolean old) throws DecodeException {
        in.readCompact(128);
        Weight limit = gasLimit(old);
        depositLimit();
        int code = in.readVec().size();
        int data = in.readVec().size();
        int salt = in.readVec().size();
        return Weight.of(586_523_882, 8747)
                .saturatingAdd(Weight.of(115_402, 0).times(code))
                .saturatingAdd(Weight.of(1_797, 0).times(data))
                .saturatingAdd(Weight.of(2_046, 0).times(salt))
                .saturatingAdd(limit);
    }

    private Weight instantiating(boolean old) throws DecodeException {
        in.readCompact(128);
        Weight limit = gasLimit(old);
        depositLimit();
        in.readBytes(32);
        int data = in.readVec().size();
        int salt = in.readVec().size();
        return Weight.of(369_331_405, 6504)
                .saturatingAdd(Weight.of(1_940, 0).times(data))
                .saturatingAdd(Weight.of(1_858, 0).times(salt))
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
