package network.phala.pink.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import network.phala.pink.types.ContractError;
import network.phala.pink.types.DispatchException;
import network.phala.storage.State;
import org.junit.jupiter.api.Test;

/// A session may add so much and no more; what is undone or removed makes room again.
class GrowthTest {
    private static final int MEBIBYTE = 1 << 20;

    private static void fill(SessionState state) throws DispatchException {
        for (int i = 0; i < 63; i++) {
            state.growth().addStorage(1, MEBIBYTE);
        }
        for (int i = 0; i < 31; i++) {
            state.growth().addEvent(0, MEBIBYTE);
        }
    }

    private static void assertFull(SessionState state) {
        assertThatThrownBy(() -> state.growth().addStorage(1, MEBIBYTE))
                .isInstanceOfSatisfying(
                        DispatchException.class,
                        e -> assertThat(e.error()).isEqualTo(ContractError.VALUE_TOO_LARGE.error()));
        assertThatThrownBy(() -> state.growth().addEvent(0, MEBIBYTE))
                .isInstanceOfSatisfying(
                        DispatchException.class,
                        e -> assertThat(e.error()).isEqualTo(ContractError.VALUE_TOO_LARGE.error()));
    }

    @Test
    void whatIsUndoneMakesRoom() throws DispatchException {
        SessionState state = new SessionState(State.EMPTY, 1);
        SessionState.Checkpoint before = state.checkpoint();
        fill(state);
        assertFull(state);
        state.rollback(before);
        fill(state);
        assertFull(state);
    }

    @Test
    void whatIsRemovedMakesRoom() throws DispatchException {
        SessionState state = new SessionState(State.EMPTY, 1);
        fill(state);
        assertFull(state);
        state.growth().addStorage(-1, -MEBIBYTE);
        state.growth().addStorage(1, MEBIBYTE);
        assertFull(state);
    }

    @Test
    void manyEmptyEventsCount() throws DispatchException {
        SessionState state = new SessionState(State.EMPTY, 1);
        long possible = Growth.EVENT_BYTES_MAX / Growth.EVENT_OVERHEAD;
        for (long i = 0; i < possible; i++) {
            state.growth().addEvent(0, 0);
        }
        assertThat(possible).isGreaterThan(656_000);
        assertThatThrownBy(() -> state.growth().addEvent(0, 0))
                .isInstanceOfSatisfying(
                        DispatchException.class,
                        e -> assertThat(e.error()).isEqualTo(ContractError.VALUE_TOO_LARGE.error()));
    }
}
