package network.phala.bench;

import java.util.List;
import java.util.Locale;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;

/// A whole contract call as the worker does it, warm: gas payment, deposits, storage, events, event block, result, and
/// storage root, which the worker leaves for when somebody asks. Against what Phala's published native runtime was
/// measured to need on a core of this kind.
final class ContractBench implements Bench {
    private static final double FLIPPER_REFERENCE_MICROS = 240;
    private static final double LARGE_FLIPPER_REFERENCE_MICROS = 400;
    private static final double TOKEN_REFERENCE_MICROS = 560;
    private static final int LARGE_FLIPPER_BYTES = 24 * 1024;
    private static final double GOAL = 10;
    private static final Bytes GET = Bytes.fromHex("0x2f865bd9");

    @Override
    public String name() {
        return "contract";
    }

    @Override
    public List<Figure> measure() throws Exception {
        return OnGuestThread.call(ContractBench::measureHere);
    }

    private static List<Figure> measureHere() throws Exception {
        Contracts contracts = new Contracts();
        Bytes code = Contracts.code("flipper4");
        AccountId flipper = contracts.instantiate(contracts.upload(code), Contracts.NEW_FLIPPER, Bytes.of((byte) 1));
        Bytes largeCode = PaddedCode.of(code, LARGE_FLIPPER_BYTES);
        AccountId large = contracts.instantiate(contracts.upload(largeCode), Contracts.NEW_FLIPPER, Bytes.EMPTY);
        AccountId token =
                contracts.instantiate(contracts.upload(Contracts.code("erc20-4")), Contracts.NEW_TOKEN, Bytes.EMPTY);
        Bytes transfer = Contracts.transfer(Contracts.account(9));
        return List.of(
                figure(
                        "contract-flipper-message",
                        FLIPPER_REFERENCE_MICROS,
                        micros(() -> contracts.messageAndRoot(flipper, Contracts.FLIP))),
                figure(
                        "contract-flipper-24k-message",
                        LARGE_FLIPPER_REFERENCE_MICROS,
                        micros(() -> contracts.messageAndRoot(large, Contracts.FLIP))),
                figure(
                        "contract-token-transfer",
                        TOKEN_REFERENCE_MICROS,
                        micros(() -> contracts.messageAndRoot(token, transfer))),
                figure(
                        "contract-flipper-query",
                        FLIPPER_REFERENCE_MICROS,
                        micros(() -> contracts.query(flipper, GET))));
    }

    private static Figure figure(String name, double reference, double micros) {
        return new Figure(
                name,
                reference / micros,
                GOAL,
                String.format(Locale.ROOT, "%.1f µs, original %.0f µs", micros, reference));
    }

    /// Of one run. Sixteen at a time, so that asking the clock does not count.
    private static double micros(Rate.Work work) throws Exception {
        return 1e6
                / (16
                        * Rate.perCpuSecond(() -> {
                            int sum = 0;
                            for (int i = 0; i < 16; i++) {
                                sum += work.run();
                            }
                            return sum;
                        }));
    }
}
