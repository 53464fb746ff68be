package network.phala.pruntime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What strangers can ask for together fits beside what the chain may ask for.
class HeapPartsTest {
    private static final long MIB = 1 << 20;

    @Test
    void theSumOfAllPartsLeavesWhatACommandNeeds() {
        for (long heap = HeapParts.LEAST; heap <= 64L << 30; heap += heap / 7) {
            HeapParts parts = new HeapParts(heap);
            assertThat(parts.refusal()).isEmpty();
            for (int cores : new int[] {0, 1, 2, 4, 64, 4096}) {
                int places = parts.places(cores + 2);
                int scripts = parts.scripts(places);
                assertThat(places).isBetween(2, cores + 2);
                assertThat(scripts).isBetween(2, Math.max(2, places - 1));
                long sum = places * HeapParts.PLACE_BYTES
                        + parts.running(places)
                        + scripts * HeapParts.SCRIPT_BYTES
                        + parts.waiting()
                        + parts.programs()
                        + parts.messages()
                        + parts.effects()
                        + parts.clients();
                // In the smallest heaps scripts take more than their part: one contract must not keep all turns.
                assertThat(heap - sum)
                        .as("heap of %d MiB, %d cores", heap / MIB, cores)
                        .isGreaterThanOrEqualTo(HeapParts.KEPT - 32 * MIB);
            }
        }
    }

    @Test
    void aHeapThatLeavesNothingToShareIsRefusedByName() {
        assertThat(new HeapParts(256 * MIB).refusal().orElseThrow())
                .contains("256 MiB")
                .contains("384m at least")
                .contains("PRUNTIME_MAX_HEAP");
        // What the virtual machine makes of -Xmx384m.
        assertThat(new HeapParts(370_900_000).refusal()).isEmpty();
        assertThat(HeapParts.here().heap()).isEqualTo(Runtime.getRuntime().maxMemory());
    }
}
