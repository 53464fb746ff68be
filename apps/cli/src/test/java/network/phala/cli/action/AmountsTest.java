package network.phala.cli.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import network.phala.primitives.U128;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AmountsTest {
    @Test
    void unitsAndPhaAreRead() throws CommandFailedException {
        assertThat(Amounts.parse("--value", "1_000")).isEqualTo(U128.of(1000));
        assertThat(Amounts.parse("--value", "2.5 pha")).isEqualTo(U128.of(2_500_000_000_000L));
        assertThat(Amounts.parse("--value", "1e-12PHA")).isEqualTo(U128.of(1));
    }

    /// The last one would be a number of a billion digits.
    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "abc", "PHA", "0.0000000000001PHA", "-1PHA", "1e30PHA", "1e999999999PHA"})
    void otherTextIsRefusedWithItsOption(String text) {
        assertThatThrownBy(() -> Amounts.parse("--deposit-limit", text))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageStartingWith("--deposit-limit \"" + text + "\" is no amount; expected units")
                .hasMessageContaining("2.5PHA");
    }
}
