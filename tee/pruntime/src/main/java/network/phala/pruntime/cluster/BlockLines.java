package network.phala.pruntime.cluster;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import network.phala.pruntime.system.BlockContext;

/// Lines of one kind in the worker's log: the first sixteen of a block, then fewer and fewer, each with the count
/// of all. A block may hold any number of commands that fail. For the writer thread.
final class BlockLines {
    private static final int FIRST = 16;

    private final Logger log;
    private final Level level;
    private int block;
    private long count;

    BlockLines(Logger log, Level level) {
        this.log = log;
        this.level = level;
    }

    void say(BlockContext now, String text) {
        if (admits(now.number())) {
            log.log(level, text + " block=" + Integer.toUnsignedString(block) + " count=" + count);
        }
    }

    /// Counts one more in this block; whether to log it.
    boolean admits(int number) {
        if (number != block) {
            block = number;
            count = 0;
        }
        count++;
        return count <= FIRST || Long.bitCount(count) == 1;
    }

    /// How many there were in the block.
    long count() {
        return count;
    }
}
