package network.phala.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import network.phala.crypto.Sr25519;

/// sr25519 on one core, against the rates that architecture.md holds possible here: 8,000 verifications and 20,000
/// signatures a second.
final class CryptoBench implements Bench {
    private static final double VERIFY_REFERENCE = 8_000;
    private static final double SIGN_REFERENCE = 20_000;

    /// How much faster a key is that was made ready before.
    private static final double PREPARED_GOAL = 1.5;

    @Override
    public String name() {
        return "sr25519";
    }

    @Override
    public List<Figure> measure() throws Exception {
        byte[] message = "a message of thirty-two bytes ....".getBytes(StandardCharsets.US_ASCII);
        try (Sr25519.Pair pair = Sr25519.Pair.fromSeed(new byte[32])) {
            byte[] signature = pair.sign(message);
            // A batch for each reading of the clock, so that reading it costs nothing that shows.
            double verify = 16
                    * Rate.perCpuSecond(() -> {
                        int valid = 0;
                        for (int i = 0; i < 16; i++) {
                            valid += pair.publicKey().verify(message, signature) ? 1 : 0;
                        }
                        return valid;
                    });
            Sr25519.PreparedKey prepared = pair.publicKey().prepared().orElseThrow();
            double again = 16
                    * Rate.perCpuSecond(() -> {
                        int valid = 0;
                        for (int i = 0; i < 16; i++) {
                            valid += prepared.verify(message, signature) ? 1 : 0;
                        }
                        return valid;
                    });
            double sign = 16
                    * Rate.perCpuSecond(() -> {
                        int sum = 0;
                        for (int i = 0; i < 16; i++) {
                            message[0] = (byte) i;
                            sum += pair.sign(message)[5];
                        }
                        return sum;
                    });
            return List.of(
                    new Figure(
                            "sr25519-verify",
                            verify / VERIFY_REFERENCE,
                            1.0,
                            String.format(Locale.ROOT, "%.0f/s", verify)),
                    new Figure(
                            "sr25519-verify-prepared",
                            again / verify,
                            PREPARED_GOAL,
                            String.format(Locale.ROOT, "%.0f/s", again)),
                    new Figure("sr25519-sign", sign / SIGN_REFERENCE, 1.0, String.format(Locale.ROOT, "%.0f/s", sign)));
        }
    }
}
