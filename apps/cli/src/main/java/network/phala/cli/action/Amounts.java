package network.phala.cli.action;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import network.phala.primitives.U128;

/// Money and gas as people write and read them. One PHA has 10¹² units.
public final class Amounts {
    private static final int DECIMALS = 12;
    /// Of a U128.
    private static final int DIGITS_MAX = 39;

    private Amounts() {}

    /// `2.5PHA`, or a whole number of units.
    ///
    /// @param option whose value it is, for the message
    public static U128 parse(String option, String text) throws CommandFailedException {
        try {
            String compact = text.strip().replace("_", "").replace(" ", "");
            if (compact.toUpperCase(Locale.ROOT).endsWith("PHA")) {
                BigDecimal pha = new BigDecimal(compact.substring(0, compact.length() - 3));
                if (pha.precision() - pha.scale() > DIGITS_MAX) {
                    throw new IllegalArgumentException("too large");
                }
                return U128.of(pha.movePointRight(DECIMALS).toBigIntegerExact());
            }
            return U128.of(new BigInteger(compact));
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new CommandFailedException(option + " \"" + text
                    + "\" is no amount; expected units (1000000000000) or PHA (2.5PHA, at most 12 decimals)");
        }
    }

    public static String pha(U128 amount) {
        BigDecimal pha = new BigDecimal(amount.toBigInteger(), DECIMALS).stripTrailingZeros();
        return pha.toPlainString() + " PHA";
    }

    /// Reference time, with thousands.
    public static String gas(long refTime) {
        return String.format(Locale.ROOT, "%,d", new BigInteger(Long.toUnsignedString(refTime)));
    }
}
