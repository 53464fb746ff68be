package network.phala.pruntime;

import static network.phala.pink.TestContract.code;

import network.phala.pink.TestContract;
import network.phala.primitives.Bytes;

/// Contracts that take all the memory the rules allow them.
final class HungryContracts {
    private static final int VALUE = 1 << 20;
    /// What a contract may store and emit in one call, in MiB ([network.phala.pink.state.Growth]), and a little less.
    private static final int STORED = 60;

    private static final int EMITTED = 30;
    private static final int DEEP_INPUT = 2 << 20;

    private static final int COUNTER = 4000;
    private static final int LENGTH = 4032;
    private static final int SELF = 4096;
    private static final int ZERO = 4200;
    private static final int CONTENT = 8192;

    private static final int SET_STORAGE = 0;
    private static final int DEPOSIT_EVENT = 1;
    private static final int CALL = 2;
    private static final int ADDRESS = 3;
    private static final int RETURN = 4;

    private HungryContracts() {}

    /// Calls itself as deep as it can, each frame with 4 MiB of memory and 2 MiB of input. The deepest stores and emits
    /// as much as it may. It ends with an answer of 4 MiB, or not at all.
    static Bytes everything(boolean endless) {
        TestContract contract = new TestContract()
                .use("seal2", "set_storage", "iiii", "i")
                .use("seal0", "deposit_event", "iiii", "")
                .use("seal1", "call", "iiliiiii", "i")
                .use("seal0", "address", "ii", "")
                .use("seal0", "seal_return", "iii", "");
        TestContract.Code body = code();
        body.i32(LENGTH).i32(32).op(0x36, 2, 0).callWith(ADDRESS, SELF, LENGTH);
        // Re-entry is allowed; all gas; no value; no output.
        body.i32(8).i32(SELF).i64(0).i32(ZERO).i32(0).i32(DEEP_INPUT).i32(-1).i32(ZERO);
        // Where the call went well this frame is done.
        body.invoke(CALL).op(0x45, 0x04, 0x40, 0x0f, 0x0b);
        body.i32(COUNTER).i32(0).op(0x36, 2, 0).op(0x03, 0x40);
        count(body);
        body.callWith(SET_STORAGE, COUNTER, 32, CONTENT, VALUE).drop();
        body.i32(COUNTER).op(0x28, 2, 0).i32(EMITTED).op(0x4d, 0x04, 0x40);
        body.callWith(DEPOSIT_EVENT, 0, 0, CONTENT, VALUE - 128).op(0x0b);
        body.i32(COUNTER).op(0x28, 2, 0).i32(STORED).op(0x49, 0x0d, 0, 0x0b);
        if (endless) {
            body.op(0x03, 0x40, 0x0c, 0, 0x0b);
        }
        body.callWith(RETURN, 0, 0, 4 << 20);
        return contract.pages(64).call(body).deploy(code()).helper(code()).build();
    }

    private static void count(TestContract.Code body) {
        body.i32(COUNTER).i32(COUNTER).op(0x28, 2, 0).i32(1).op(0x6a, 0x36, 2, 0);
    }
}
