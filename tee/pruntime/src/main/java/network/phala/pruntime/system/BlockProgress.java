package network.phala.pruntime.system;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Watches over one block while it is worked on: says how far it is when that takes long, and ends it when the worker
/// must end. For the writer thread.
final class BlockProgress {
    /// The worker ends within a block; what was done of it is forgotten, and done again after the next start.
    static final class AbandonedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        AbandonedException(String message) {
            super(message, null, false, false);
        }
    }

    private static final Logger LOG = System.getLogger(BlockProgress.class.getName());
    static final Duration SAY_EVERY = Duration.ofSeconds(10);

    private final int block;
    private final int messages;
    private final BooleanSupplier mustEnd;
    private final Duration every;
    private long due;

    BlockProgress(int block, int messages, BooleanSupplier mustEnd, Duration every) {
        this.block = block;
        this.messages = messages;
        this.mustEnd = mustEnd;
        this.every = every;
        this.due = System.nanoTime() + every.toNanos();
    }

    /// Before each message.
    ///
    /// @param done how many messages of the block are done
    void step(int done) {
        if (mustEnd.getAsBoolean()) {
            throw new AbandonedException("The worker ends within block " + Integer.toUnsignedString(block) + ", after "
                    + done + " of " + messages + " messages");
        }
        long now = System.nanoTime();
        if (now - due >= 0) {
            due = now + every.toNanos();
            LOG.log(
                    Level.INFO,
                    "Block in progress block={0} messages={1} of={2}",
                    Integer.toUnsignedString(block),
                    done,
                    messages);
        }
    }
}
