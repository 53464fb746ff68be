package network.phala.wasm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Divides a function's instructions into blocks of which, unless there is a trap, all instructions run or none, and
/// sums up the costs of each.
///
/// Follows wasm-instrument 0.4 src/gas_metering/mod.rs (Counter), with its merging of a `block` into what stands before
/// it and its treatment of branches.
final class MeteredBlocks {
    private final List<Control> stack = new ArrayList<>();
    private final List<Block> done = new ArrayList<>();

    /// A block that begins before instruction `start` and costs so much in all.
    record Block(int start, long cost) {}

    private static final class Control {
        /// The outermost block that is left from within by a branch forward, as its depth.
        int lowestTarget;
        int start;
        long cost;
        final boolean loop;

        Control(int depth, int start, boolean loop) {
            this.lowestTarget = depth;
            this.start = start;
            this.loop = loop;
        }
    }

    /// @param locals the cost of the function's locals
    MeteredBlocks(long locals) {
        open(0, false);
        add(locals);
    }

    /// How many blocks are open, the function's own included; 0 behind its end.
    int depth() {
        return stack.size();
    }

    /// An instruction that goes on to the next.
    void add(long cost) {
        stack.getLast().cost += cost;
    }

    /// `block`: what it begins belongs together with what stands before it.
    void block(int cost) {
        add(cost);
        open(stack.getLast().start, false);
    }

    /// `loop` or `if` as instruction `at`.
    void newBlock(int at, int cost, boolean loop) {
        add(cost);
        open(at + 1, loop);
    }

    private void open(int start, boolean loop) {
        stack.add(new Control(stack.size(), start, loop));
    }

    /// `else` as instruction `at`.
    void otherwise(int at) {
        finishBlock(at);
    }

    /// `end` as instruction `at`.
    void end(int at) {
        finishBlock(at);
        Control closed = stack.removeLast();
        int depth = stack.size();
        if (depth == 0) {
            return;
        }
        Control around = stack.getLast();
        around.lowestTarget = Math.min(around.lowestTarget, closed.lowestTarget);
        if (closed.lowestTarget < depth) {
            finishBlock(at);
        }
    }

    /// After the branch at `at`; its targets come by [#target].
    void branched(int at) {
        finishBlock(at);
    }

    /// The branch may go to this label.
    void target(int label) {
        targetDepth(stack.size() - 1 - label);
    }

    /// The branch may leave the function.
    void targetFunction() {
        targetDepth(0);
    }

    private void targetDepth(int depth) {
        if (!stack.get(depth).loop) {
            Control top = stack.getLast();
            top.lowestTarget = Math.min(top.lowestTarget, depth);
        }
    }

    private void finishBlock(int at) {
        Control top = stack.getLast();
        Block finished = new Block(top.start, top.cost);
        top.start = at + 1;
        top.cost = 0;
        if (stack.size() > 1) {
            Control around = stack.get(stack.size() - 2);
            if (around.start == finished.start) {
                around.cost += finished.cost;
                return;
            }
        }
        if (finished.cost > 0) {
            done.add(finished);
        }
    }

    /// All blocks, in the order of the code.
    List<Block> finished() {
        done.sort(Comparator.comparingInt(Block::start));
        return done;
    }
}
