package network.phala.cli.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import network.phala.client.contract.Accounts;
import network.phala.primitives.H256;
import org.junit.jupiter.api.Test;

class ConnectionTest {
    /// Contracts answer the addresses of other contracts in SS58.
    @Test
    void aContractIsNamedByItsIdOrItsAddress() throws CommandFailedException {
        H256 id = H256.fromHex("0x" + "5a".repeat(32));
        String address = Accounts.format(id.toBytes().toArray());
        assertThat(Connection.contract(id.toHex())).isEqualTo(id);
        assertThat(Connection.contract(address)).isEqualTo(id);
        for (String wrong : List.of("0x12", "//Alice", address.substring(1), "", "flipper")) {
            assertThatThrownBy(() -> Connection.contract(wrong))
                    .as(wrong)
                    .isInstanceOf(CommandFailedException.class)
                    .hasMessage("\"" + wrong + "\" is no contract id; expected 0x and 64 digits, or an SS58 address");
        }
    }
}
