package network.phala.client.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.phala.client.contract.ContractFile;
import network.phala.client.worker.ExecutionResult;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import org.junit.jupiter.api.Test;

class SystemContractTest {
    private static final H256 CONTRACT = H256.fromHex("0x" + "5a".repeat(32));
    private static final H256 CODE = H256.fromHex("0x" + "c3".repeat(32));

    private static ContractFile bundle(String name) throws Exception {
        return ContractFile.read(Path.of("../../examples/contracts/artifacts/" + name + ".contract"));
    }

    /// As the contracts' own metadata has them, which is compared with Phala's elsewhere.
    @Test
    void messagesAreThoseOfTheContracts() throws Exception {
        Map<String, List<String>> messages = Map.of(
                "system",
                List.of(
                        "owner",
                        "System::is_admin",
                        "System::code_exists",
                        "System::free_balance_of",
                        "System::get_driver",
                        "System::deploy_sidevm_to",
                        "System::stop_sidevm_at",
                        "System::grant_admin"),
                "sidevm-deployer",
                List.of("owner", "allow", "SidevmOperation::can_deploy"));
        for (Map.Entry<String, List<String>> each : messages.entrySet()) {
            for (String message : each.getValue()) {
                assertThat(SystemContract.selector(message))
                        .as(message)
                        .isEqualTo(bundle(each.getKey()).message(message).selector());
            }
        }
        String contract = CONTRACT.toHex();
        ContractFile system = bundle("system");
        assertThat(SystemContract.deploySidevm(CONTRACT, CODE))
                .isEqualTo(
                        system.encodeCall(system.message("System::deploy_sidevm_to"), List.of(contract, CODE.toHex())));
        assertThat(SystemContract.stopSidevm(CONTRACT))
                .isEqualTo(system.encodeCall(system.message("System::stop_sidevm_at"), List.of(contract)));
        ContractFile driver = bundle("sidevm-deployer");
        assertThat(SystemContract.allow(CONTRACT))
                .isEqualTo(driver.encodeCall(driver.message("allow"), List.of(contract)));
    }

    private static ExecutionResult returned(String data) {
        return new ExecutionResult(
                0,
                0,
                U128.ZERO,
                false,
                "",
                new ExecutionResult.Outcome.Returned(false, Bytes.fromHex(data), Optional.empty()));
    }

    @Test
    void refusalsHaveTheirNames() throws Exception {
        assertThat(SystemContract.refusal(returned("0x0000"))).isEmpty();
        assertThat(SystemContract.refusal(returned("0x000100"))).contains("PermisionDenied");
        assertThat(SystemContract.refusal(returned("0x000102"))).contains("CodeNotFound");
        assertThat(SystemContract.driverRefusal(returned("0x0000"))).isEmpty();
        assertThat(SystemContract.driverRefusal(returned("0x000102"))).contains("BadOrigin");
        assertThat(SystemContract.driverRefusal(returned("0x00010100"))).contains("PermisionDenied");
        assertThat(SystemContract.driverRefusal(returned("0x0001000c6e6f21"))).contains("no!");
    }

    @Test
    void otherAnswersAreNamed() {
        for (String odd : List.of("0x", "0x01", "0x00", "0x0001", "0x000100ff")) {
            assertThat(catching(odd)).as(odd).isTrue();
        }
    }

    private static boolean catching(String data) {
        try {
            SystemContract.driverRefusal(returned(data));
            return false;
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).startsWith("The contract");
        }
    }
}
