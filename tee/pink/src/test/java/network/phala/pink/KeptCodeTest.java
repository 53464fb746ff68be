package network.phala.pink;

import static network.phala.pink.TestContract.code;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import network.phala.pink.types.ContractResult;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.wasm.CodeStore;
import network.phala.wasm.GuestThread;
import org.junit.jupiter.api.Test;

/// Contracts that run from what an earlier process compiled.
class KeptCodeTest {
    /// Keeps everything at once and remembers what was asked for.
    private static final class Memory implements CodeStore {
        private final Map<H256, Map<String, Bytes>> kept = new HashMap<>();
        private final List<String> given = new ArrayList<>();
        private int saved;

        @Override
        public Parts open(H256 codeHash) {
            Map<String, Bytes> parts = kept.get(codeHash);
            if (parts == null) {
                return Parts.NONE;
            }
            return name -> {
                Optional<Bytes> part = Optional.ofNullable(parts.get(name));
                part.ifPresent(_ -> given.add(name));
                return part;
            };
        }

        @Override
        public void save(H256 codeHash, Supplier<Map<String, Bytes>> parts) {
            saved++;
            kept.put(codeHash, parts.get());
        }
    }

    @Test
    void aRestartedProcessRunsTheSameFromItsStore() throws Exception {
        FutureTask<Boolean> test = new FutureTask<>(() -> {
            Memory store = new Memory();
            ClusterFixture fixture = new ClusterFixture();
            fixture.restart(store);
            AccountId contract = fixture.deploy(
                    new TestContract().call(code().i32(8).i32(5).op(0x36, 2, 0)).deploy(code()));
            ContractResult first = fixture.call(contract, Bytes.EMPTY);
            assertThat(first.succeeded()).isTrue();
            assertThat(store.saved).isPositive();
            int saved = store.saved;
            fixture.restart(store);
            assertThat(fixture.call(contract, Bytes.EMPTY)).isEqualTo(first);
            assertThat(store.given).contains("facts").anyMatch(name -> name.startsWith("guest/F"));
            assertThat(store.saved).isEqualTo(saved);

            // Nothing kept: compiled and kept again.
            store.kept.clear();
            fixture.restart(store);
            assertThat(fixture.call(contract, Bytes.EMPTY)).isEqualTo(first);
            assertThat(store.kept).isNotEmpty();
            return true;
        });
        GuestThread.of("kept code", test).start();
        assertThat(test.get()).isTrue();
    }

    @Test
    void uploadingKnownCodeAgainCompilesNothing() {
        Memory store = new Memory();
        ClusterFixture fixture = new ClusterFixture();
        fixture.restart(store);
        Bytes code = new TestContract().build();
        fixture.upload(code);
        int saved = store.saved;
        for (int i = 0; i < 5; i++) {
            fixture.upload(code);
        }
        assertThat(store.saved).isEqualTo(saved);
    }
}
