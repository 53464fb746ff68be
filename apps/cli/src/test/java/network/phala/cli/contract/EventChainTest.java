package network.phala.cli.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.crypto.Blake2b;
import network.phala.crypto.Sr25519;
import network.phala.pink.types.BalancesEvent;
import network.phala.pink.types.CallOrigin;
import network.phala.pink.types.ContractsEvent;
import network.phala.pink.types.EventBlock;
import network.phala.pink.types.EventRecord;
import network.phala.pink.types.PinkRuntime;
import network.phala.pink.types.RuntimeEvent;
import network.phala.pink.types.SystemEvent;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
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

    private static final AccountId ALICE = id("d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d");
    private static final AccountId SYSTEM = id("28e3b7ecac3fd20a127041e6f83e9c2bd6e18bae55f0d2afcd6cb327dad039b5");
    private static final AccountId TOKENOMIC = id("788b7abde13c0c9dec20ea89e8727a321789cdb1ad4d98bc04ee91b667a5cc8b");

    /// The three blocks that a worker of Phala's signed in December 2023 (phala-blockchain
    /// crates/pink/runtime/assets/events.log): the migration of a cluster from 1.1 to 1.2, and two
    /// commands. Only what happened in them is written down here, and the worker's signatures, which hold
    /// for no other bytes.
    @Test
    void theChainOfAWorkerOfPhalasHoldsTogether() throws Exception {
        record Signed(EventBlock.Context context, List<EventRecord> events, String hash, String signature) {}
        List<Signed> blocks = List.of(
                new Signed(
                        new EventBlock.Context(234, Optional.empty(), Optional.empty(), Optional.empty()),
                        migration(),
                        "5c4cf7ac07df1d524752c91778bb64ae659fcbb265671fe5c6935cb38b117af8",
                        "10811a39d1a4579946f1f2d09ea6fedd01789c8c9a4bbfe3363cd550dfbb3159"
                                + "6ec3cf5560ae420ac41a526e2929d3b9b072bac0b66599e83259aa9ec9e1e985"),
                new Signed(
                        context(257, "4035c0571978e88aba6ef2e31dfe83156870d0dfedf13c826849bf6461ab01ec", SYSTEM),
                        List.of(administratorAdded(), called(SYSTEM), held(SYSTEM, 1)),
                        "f0d25f95dceacba9af2b4f3379570bc972b2b8568273b188a7c73ad05741a989",
                        "8a9617bf7c8511da00bf1a93cf097add179c8c215ec73544df2b1ba7d244502c"
                                + "c9a6472d00ef97888a2de6a696a42449528d17672d7fb6f1771c1e0fa4d53f85"),
                new Signed(
                        context(258, "d2c4716123f66456c02bd6967e07c58659cf33607c8494b78a3ac1519d2a83be", TOKENOMIC),
                        List.of(called(TOKENOMIC), held(TOKENOMIC, 14)),
                        "2007ae66179ea4ef884267c9c5587c143451f25a98b2cc02851950cfb698401d",
                        "b622a6cb956c1b2b7508377125e08fe4da04ba8bec339f88e11aafdf8fabd953"
                                + "4549563e6339f9f9c5787ad8905215c0f041756ed7067733c314f0053bef518d"));
        List<String> lines = new ArrayList<>();
        H256 parent = H256.ZERO;
        for (Signed each : blocks) {
            EventBlock block = EventBlock.next(
                    PinkRuntime.V1_2,
                    lines.size(),
                    parent,
                    each.context(),
                    EventRecord.encodeAll(each.events(), PinkRuntime.V1_2));
            assertThat(block.hash()).isEqualTo(H256.fromHex("0x" + each.hash()));
            parent = block.hash();
            // As the original writes its lines.
            lines.add("2023-12-14T08:10:05.911599Z  INFO prpc{id=1673}:ecall:ocall: phactory::event_chain: number="
                    + lines.size() + " payload=" + block.encoded().toHex().substring(2) + " signature="
                    + each.signature() + " pubkey=3a3d45dc55b57bf542f4c6ff41af080ec675317f4ed50ae1d2713bf9f892692d");
        }
        List<EventChain.Entry> chain = read(lines);
        EventChain.verify(chain, Optional.empty());
        for (int i = 0; i < blocks.size(); i++) {
            assertThat(chain.get(i).block().events()).isEqualTo(blocks.get(i).events());
            assertThat(chain.get(i).block().context()).isEqualTo(blocks.get(i).context());
        }
    }

    private static AccountId id(String hex) {
        return new AccountId(H256.fromHex("0x" + hex).value());
    }

    private static EventBlock.Context context(int block, String nonce, AccountId contract) {
        return new EventBlock.Context(
                block, Optional.of(Bytes.fromHex("0x" + nonce)), Optional.of(contract), Optional.of(ALICE));
    }

    private static H256 topic(Bytes of) {
        return H256.of(Blake2b.digest256(of.toArray()));
    }

    private static EventRecord contracts(ContractsEvent event, H256... topics) {
        return new EventRecord(new RuntimeEvent.Contracts(event), List.of(topics));
    }

    private static EventRecord administratorAdded() {
        Bytes name = Bytes.concat(
                Bytes.of((byte) 0), Bytes.ofUtf8("System::AdministratorAdded"), Bytes.fromHex("0x0000000000"));
        return contracts(
                new ContractsEvent.ContractEmitted(SYSTEM, Bytes.of((byte) 1).concat(TOKENOMIC.toBytes())),
                H256.of(name.toArray()));
    }

    private static EventRecord called(AccountId contract) {
        return contracts(
                new ContractsEvent.Called(new CallOrigin.Signed(ALICE), contract),
                topic(Bytes.of((byte) 1).concat(ALICE.toBytes())),
                topic(contract.toBytes()));
    }

    private static EventRecord held(AccountId contract, long amount) {
        return contracts(
                new ContractsEvent.StorageDepositTransferredAndHeld(ALICE, contract, U128.of(amount)),
                topic(ALICE.toBytes()),
                topic(contract.toBytes()));
    }

    private static EventRecord balances(BalancesEvent event) {
        return new EventRecord(new RuntimeEvent.Balances(event), List.of());
    }

    /// Deposits for code are not reserved any more, and deposits of contracts come back from accounts beside them.
    private static List<EventRecord> migration() {
        List<EventRecord> events = new ArrayList<>(List.of(balances(new BalancesEvent.Upgraded(ALICE))));
        for (long amount : new long[] {72_752, 45_059, 65_214, 72_807, 45_113, 65_268}) {
            events.add(balances(new BalancesEvent.Unreserved(ALICE, U128.of(amount))));
        }
        moved(events, "2f2dd470d8007380a3a425b0e040dd48fc1ab9e93eaa7066d7bb2840c1c07485", TOKENOMIC, 157);
        AccountId other = id("611817d1e46449a5a2ecae93478e96c74184627dcd69db4eab0c72311c01fc60");
        moved(events, "a36e71875b24e05756929f3072fbdc31bce395a2d44cf3b2c29da5e469692e8a", other, 224);
        moved(events, "dd9e5f3cc4548c03ccd2fe5cec187c4f3f45495b3c7ba430db0b8b91d7782a7a", SYSTEM, 225);
        return events;
    }

    private static void moved(List<EventRecord> events, String from, AccountId to, long amount) {
        events.add(balances(new BalancesEvent.Upgraded(id(from))));
        events.add(new EventRecord(new RuntimeEvent.System(new SystemEvent.KilledAccount(id(from))), List.of()));
        events.add(balances(new BalancesEvent.Upgraded(to)));
        events.add(balances(new BalancesEvent.Transfer(id(from), to, U128.of(amount))));
    }
}
