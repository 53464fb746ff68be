package network.phala.pallet.utility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import network.phala.frame.dispatch.DispatchClass;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.RuntimeCall;
import network.phala.frame.system.SystemCall;
import network.phala.frame.system.SystemError;
import network.phala.frame.testkit.TestExternalities;
import network.phala.frame.testkit.TestRuntime;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UtilityTest {
    private static final int SYSTEM = 1;
    private static final int UTILITY = 2;
    private static final AccountId ALICE =
            AccountId.fromHex("0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d");
    private static final RuntimeCall REMARK = new RuntimeCall(SYSTEM, new SystemCall.RemarkWithEvent(Bytes.EMPTY));
    private static final RuntimeCall FORBIDDEN = new RuntimeCall(SYSTEM, new SystemCall.SetHeapPages(1));

    private TestRuntime runtime;
    private TestExternalities chain;

    @BeforeEach
    void start() {
        runtime = new TestRuntime();
        runtime.add(UTILITY, new Utility(runtime.system()));
        runtime.done();
        chain = new TestExternalities(runtime);
    }

    private static RuntimeCall batchAll(RuntimeCall... calls) {
        return new RuntimeCall(UTILITY, new UtilityCall.BatchAll(List.of(calls)));
    }

    @Test
    void batchAllRollsEverythingBack() {
        chain.assertNoop(
                Origin.signed(ALICE),
                UTILITY,
                new UtilityCall.BatchAll(List.of(REMARK, FORBIDDEN)),
                DispatchError.BAD_ORIGIN);
    }

    @Test
    void batchStopsAtTheFirstRefusalAndKeepsWhatWasDone() {
        chain.assertOk(Origin.signed(ALICE), UTILITY, new UtilityCall.Batch(List.of(REMARK, FORBIDDEN, REMARK)));
        assertThat(chain.events()).hasSize(3).endsWith(new UtilityEvent.BatchInterrupted(1, DispatchError.BAD_ORIGIN));
    }

    @Test
    void forceBatchGoesOn() {
        chain.assertOk(Origin.signed(ALICE), UTILITY, new UtilityCall.ForceBatch(List.of(FORBIDDEN, REMARK)));
        assertThat(chain.events())
                .hasSize(4)
                .startsWith(new UtilityEvent.ItemFailed(DispatchError.BAD_ORIGIN))
                .endsWith(new UtilityEvent.BatchCompletedWithErrors());
    }

    @Test
    void batchAllDoesNotNestHoweverItIsWrapped() {
        DispatchError filtered = DispatchError.Module.of(SYSTEM, SystemError.CALL_FILTERED.ordinal());
        RuntimeCall wrapped = new RuntimeCall(UTILITY, new UtilityCall.AsDerivative((short) 1, batchAll(REMARK)));
        chain.assertNoop(Origin.signed(ALICE), UTILITY, new UtilityCall.BatchAll(List.of(batchAll(REMARK))), filtered);
        chain.assertNoop(Origin.signed(ALICE), UTILITY, new UtilityCall.BatchAll(List.of(wrapped)), filtered);
        chain.assertOk(Origin.ROOT, UTILITY, new UtilityCall.BatchAll(List.of(batchAll(FORBIDDEN))));
    }

    @Test
    void nobodyCannotBatch() {
        chain.assertNoop(Origin.NONE, UTILITY, new UtilityCall.Batch(List.of()), DispatchError.BAD_ORIGIN);
    }

    @Test
    void aBatchIsOperationalWhenAllItsCallsAre() {
        var operational = runtime.dispatchInfo(batchAll(FORBIDDEN, FORBIDDEN));
        var mixed = runtime.dispatchInfo(batchAll(FORBIDDEN, REMARK));
        assertThat(operational.dispatchClass()).isEqualTo(DispatchClass.OPERATIONAL);
        assertThat(mixed.dispatchClass()).isEqualTo(DispatchClass.NORMAL);
    }

    @Test
    void deepNestingEndsInAnErrorNotInACrash() throws DispatchException {
        RuntimeCall call = REMARK;
        for (int i = 0; i < 300; i++) {
            call = new RuntimeCall(UTILITY, new UtilityCall.AsDerivative((short) 0, call));
        }
        RuntimeCall deep = call;
        assertThatThrownBy(() -> chain.run(() -> runtime.dispatch(Origin.signed(ALICE), deep)))
                .isInstanceOf(DispatchException.class)
                .hasMessageContaining("LIMIT_REACHED");
        ScaleWriter bytes = new ScaleWriter();
        for (int i = 0; i < 100_000; i++) {
            bytes.write(new byte[] {2, 1, 0, 0});
        }
        Codec<RuntimeCall> codec = runtime.callCodec();
        assertThatThrownBy(() -> codec.decodeAll(bytes.toBytes()))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("nested deeper");
    }
}
