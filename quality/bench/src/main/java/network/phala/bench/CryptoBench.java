package network.phala.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import network.phala.crypto.Sr25519;

/// sr25519 on one core, against 8,000 verifications and 20,000 signatures a second: what a first prototype of these
/// curves on the JVM reached.
final class CryptoBench implements Bench {
    private static final double VERIFY_REFERENCE = 8_000;
    private static final double SIGN_REFERENCE = 20_000;

    private static final int KEYS = 4096;
    /// How much faster a key is that was made ready before.
    private static final double PREPARED_GOAL = 3;

    @Override
    public String name() {
        return "sr25519";
    }

    @Override
    public List<Figure> measure() throws Exception {
        byte[] message = "a message of thirty-two bytes ....".getBytes(StandardCharsets.US_ASCII);
        try (Sr25519.Pair pair = Sr25519.Pair.fromSeed(new byte[32])) {
            byte[] signature = pair.sign(message);
            // A batch for each reading of the clock, so that reading it costs nothing that shows. Each key is another
            // one: those that come often are made ready.
            Sr25519.PublicKey[] keys = new Sr25519.PublicKey[KEYS];
            byte[][] signatures = new byte[KEYS][];
            for (int i = 0; i < KEYS; i++) {
                try (Sr25519.Pair each =
                        Sr25519.Pair.fromSeed(Arrays.copyOf(new byte[] {(byte) i, (byte) (i >> 8)}, 32))) {
                    keys[i] = each.publicKey();
                    signatures[i] = each.sign(message);
                }
            }
            int[] next = {0};
            double verify = 16
                    * Rate.perCpuSecond(() -> {
                        int valid = 0;
                        for (int i = 0; i < 16; i++) {
                            int at = next[0]++ % KEYS;
                            valid += keys[at].verify(message, signatures[at]) ? 1 : 0;
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
