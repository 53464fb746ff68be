package network.phala.chain;

import java.util.List;
import java.util.Map;
import network.phala.block.Header;
import network.phala.frame.InherentData;
import network.phala.frame.dispatch.RuntimePanic;
import network.phala.frame.executive.ApplyResult;
import network.phala.frame.executive.Executive;
import network.phala.frame.storage.Externalities;
import network.phala.frame.transaction.TransactionSource;
import network.phala.frame.transaction.TransactionValidity;
import network.phala.primitives.Bytes;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleWriter;
import network.phala.storage.Overlay;
import network.phala.storage.State;

/// A list of pallets as the chain's runtime: binds the state, then asks the [Executive].
public final class FrameRuntime implements ChainRuntime {
    /// The runtime's own dispatcher of runtime API functions; works on the bound state.
    @FunctionalInterface
    public interface ApiFunctions {
        Bytes call(StateAt at, String function, Bytes arguments) throws RuntimeApiException, DecodeException;
    }

    private final Executive executive;
    private final ApiFunctions functions;

    public FrameRuntime(Executive executive, ApiFunctions functions) {
        this.executive = executive;
        this.functions = functions;
    }

    @Override
    public Execution startBlock(State parent, Header header) {
        Externalities ext = new Externalities(new Overlay(parent));
        Externalities.run(ext, () -> {
            executive.initializeBlock(header.parentHash(), header.number(), header.digest());
            return header;
        });
        return new FrameExecution(ext);
    }

    @Override
    public TransactionValidity validateTransaction(StateAt at, TransactionSource source, Bytes extrinsic)
            throws DecodeException {
        try {
            return Externalities.run(
                    new Externalities(at.state()), () -> executive.validateTransaction(source, extrinsic, at.hash()));
        } catch (RuntimePanic e) {
            throw new DecodeException(0, "the runtime panicked: " + e.getMessage());
        }
    }

    @Override
    public Bytes call(StateAt at, String function, Bytes arguments) throws RuntimeApiException {
        try {
            return Externalities.<Bytes, Exception>run(
                    new Externalities(at.state()), () -> functions.call(at, function, arguments));
        } catch (RuntimePanic e) {
            throw new RuntimeApiException("Execution failed: Runtime panicked: " + e.getMessage());
        } catch (DecodeException e) {
            throw new RuntimeApiException("The arguments of " + function + " do not decode: " + e.getMessage());
        } catch (RuntimeApiException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private final class FrameExecution implements Execution {
        private final Externalities ext;

        private FrameExecution(Externalities ext) {
            this.ext = ext;
        }

        @Override
        public List<Bytes> inherents(long timestampMillis) {
            ScaleWriter timestamp = new ScaleWriter();
            timestamp.writeLong(timestampMillis);
            InherentData data = new InherentData(Map.of(InherentData.TIMESTAMP, timestamp.toBytes()));
            return Externalities.run(ext, () -> executive.inherentExtrinsics(data));
        }

        @Override
        public Applied apply(Bytes extrinsic) {
            try {
                return switch (Externalities.run(ext, () -> executive.applyExtrinsic(extrinsic))) {
                    case ApplyResult.Included included -> new Applied.Included(included.encode());
                    case ApplyResult.Refused(var reason) -> new Applied.Refused(reason);
                    case ApplyResult.Panicked(String reason) -> new Applied.Broken(reason);
                };
            } catch (DecodeException e) {
                return new Applied.Broken("it does not decode: " + e.getMessage());
            } catch (RuntimeException | StackOverflowError e) {
                // A pallet broke an invariant. The executive's layer is rolled back, so the block can go on without it.
                return new Applied.Broken(String.valueOf(e));
            }
        }

        @Override
        public Executed finish() {
            Header header = Externalities.run(ext, executive::finalizeBlock);
            Overlay overlay = ext.overlay();
            return new Executed(header, overlay.changes(), overlay.state());
        }
    }
}
