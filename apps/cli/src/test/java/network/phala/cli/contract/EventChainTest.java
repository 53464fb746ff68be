package network.phala.cli.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.crypto.Sr25519;
import network.phala.pink.types.ContractsEvent;
import network.phala.pink.types.EventBlock;
import network.phala.pink.types.EventRecord;
import network.phala.pink.types.PinkRuntime;
import network.phala.pink.types.RuntimeEvent;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.types.mq.SignedContent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An event chain out of a worker's log: whole, and with anything changed.
class EventChainTest {
    @TempDir
    Path folder;

    private static List<String> log(int blocks) {
        List<String> lines = new ArrayList<>(List.of("2026 INFO Pruntime: something else"));
        H256 parent = H256.ZERO;
        try (Sr25519.Pair worker = Sr25519.Pair.fromSeed(new byte[32])) {
            for (int i = 0; i < blocks; i++) {
                var emitted = new ContractsEvent.ContractEmitted(AccountId.of(new byte[32]), Bytes.of((byte) i));
                var context = new EventBlock.Context(10 + i, Optional.empty(), Optional.empty(), Optional.empty());
                EventBlock block = EventBlock.next(
                        PinkRuntime.NEWEST,
                        i,
                        parent,
                        context,
                        EventRecord.encodeAll(
                                List.of(new EventRecord(new RuntimeEvent.Contracts(emitted), List.of())),
                                PinkRuntime.NEWEST));
                parent = block.hash();
                byte[] signed =
                        SignedContent.EVENT_CHAIN_BLOCK.wrap(block.encoded()).toArray();
                lines.add("2026 DEBUG eventchain: Event block number=" + i + " payload="
                        + block.encoded().toHex() + " signature="
                        + Bytes.wrap(worker.sign(signed)).toHex() + " pubkey="
                        + worker.publicKey().toHex());
            }
        }
        return lines;
    }

    private List<EventChain.Entry> read(List<String> lines) throws Exception {
        return EventChain.read(Files.write(folder.resolve("worker.log"), lines));
    }

    @Test
    void aWholeChainHoldsTogether() throws Exception {
        List<EventChain.Entry> chain = read(log(4));
        EventChain.verify(chain, Optional.empty());
        assertThat(chain).hasSize(4);
        assertThat(chain.getLast().block().context().blockNumber()).isEqualTo(13);
    }

    @Test
    void missingChangedAndForeignBlocksAreFound() throws Exception {
        List<String> missing = log(4);
        missing.remove(2);
        assertThatThrownBy(() -> EventChain.verify(read(missing), Optional.empty()))
                .hasMessageContaining("blocks are missing");
        List<String> unsigned = log(2);
        String line = unsigned.get(2);
        int at = line.indexOf("signature=0x") + 20;
        unsigned.set(2, line.substring(0, at) + (line.charAt(at) == '0' ? '1' : '0') + line.substring(at + 1));
        assertThatThrownBy(() -> EventChain.verify(read(unsigned), Optional.empty()))
                .hasMessageContaining("signature");
        List<String> changed = log(2);
        String last = changed.get(2);
        int digit = last.indexOf(" signature=") - 1;
        changed.set(2, last.substring(0, digit) + (last.charAt(digit) == '0' ? '1' : '0') + last.substring(digit + 1));
        assertThatThrownBy(() -> read(changed)).hasMessageContaining("does not hold together");
        assertThatThrownBy(() -> EventChain.verify(read(log(1)), Optional.of(H256.ZERO)))
                .hasMessageContaining("expected " + H256.ZERO);
        assertThatThrownBy(() -> read(List.of("nothing"))).hasMessageContaining("RUST_LOG=debug");
    }
}
