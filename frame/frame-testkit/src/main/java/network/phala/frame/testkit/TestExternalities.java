package network.phala.frame.testkit;

import java.util.List;
import network.phala.block.Digest;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.dispatch.RuntimeCall;
import network.phala.frame.dispatch.RuntimeEvent;
import network.phala.frame.executive.Runtime;
import network.phala.frame.storage.Externalities;
import network.phala.frame.system.EventRecord;
import network.phala.primitives.H256;
import network.phala.storage.Overlay;
import network.phala.storage.State;

/// A chain state in memory that tests run calls on, in one open block of a runtime.
public final class TestExternalities {
    private final Runtime runtime;
    private final Externalities state = new Externalities(new Overlay(State.EMPTY));

    /// Opens block 1.
    public TestExternalities(Runtime runtime) {
        this.runtime = runtime;
        run(() -> {
            runtime.system().genesis();
            runtime.system().resetEvents();
            runtime.system().initialize(1, H256.ZERO, Digest.EMPTY);
            runtime.system().noteFinishedInitialize();
            return state;
        });
    }

    /// Does some work on this state.
    public <T, X extends Exception> T run(Externalities.Work<T, X> work) throws X {
        return Externalities.run(state, work);
    }

    /// Does some work without a result.
    public void execute(Runnable work) {
        run(() -> {
            work.run();
            return state;
        });
    }

    /// Runs a call as an extrinsic would, in a layer of its own.
    public PostDispatchInfo dispatch(Origin origin, int pallet, Object call) throws DispatchException {
        return run(() -> runtime.dispatch(origin, new RuntimeCall(pallet, call)));
    }

    /// Runs a call that must do what it should.
    public PostDispatchInfo assertOk(Origin origin, int pallet, Object call) {
        try {
            return dispatch(origin, pallet, call);
        } catch (DispatchException e) {
            throw new AssertionError(call + " is refused: " + e.error(), e);
        }
    }

    /// Runs a call that must refuse with this error and leave everything as it was, the state root says.
    public void assertNoop(Origin origin, int pallet, Object call, DispatchError expected) {
        H256 before = root();
        try {
            dispatch(origin, pallet, call);
        } catch (DispatchException e) {
            if (!e.error().equals(expected)) {
                throw new AssertionError(call + " is refused with " + e.error() + "; expected " + expected, e);
            }
            if (!root().equals(before)) {
                throw new AssertionError(call + " was refused and changed the state");
            }
            return;
        }
        throw new AssertionError(call + " is accepted; expected " + expected);
    }

    /// The same with a pallet's own error.
    public void assertNoop(Origin origin, int pallet, Object call, Enum<?> error) {
        assertNoop(origin, pallet, call, DispatchError.Module.of(pallet, error.ordinal()));
    }

    public H256 root() {
        return state.overlay().root();
    }

    /// The events so far, oldest first.
    public List<Object> events() {
        return run(() -> runtime.system().events()).stream()
                .map(EventRecord::event)
                .map(RuntimeEvent::event)
                .toList();
    }

    /// Checks the invariants of all pallets.
    public void tryState() {
        execute(runtime::tryState);
    }
}
