package network.phala.wasm;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A stretch of a large function that becomes a method of its own.
///
/// Other segments enter it at its entries: its start, and every place in it that a branch from outside names.
/// The label of an entry is (segment << 16 | position in [#entries]).
final class Segment {
    /// So that the method that calls the segments stays small enough itself.
    private static final int SEGMENTS_MAX = 350;

    private static final int ENTRIES_MAX = 1000;

    private final int index;
    private final int from;
    private final int to;
    private final Map<Integer, Integer> labels;
    private final IntList entries = new IntList();
    private final BitSet used = new BitSet();
    private final BitSet written = new BitSet();

    private Segment(int index, int from, int to, Map<Integer, Integer> labels) {
        this.index = index;
        this.from = from;
        this.to = to;
        this.labels = labels;
    }

    int index() {
        return index;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    IntList entries() {
        return entries;
    }

    /// The label of a place in another segment.
    int label(int target) {
        Integer label = labels.get(target);
        if (label == null) {
            throw new IllegalStateException("place " + target + " is no entry");
        }
        return label;
    }

    boolean uses(int local) {
        return used.get(local);
    }

    boolean writes(int local) {
        return written.get(local);
    }

    /// Cuts a function, given where each instruction would be in one piece. Cuts lie where the fewest loops are
    /// cut.
    static List<Segment> plan(FunctionCode function, int[] positions, CompilerLimits limits) throws TooLargeException {
        int[] code = function.code;
        int[] depth = CodeScan.loopDepth(code);
        List<Segment> segments = new ArrayList<>();
        Map<Integer, Integer> labels = new HashMap<>();
        int from = 0;
        int best = -1;
        for (int pc = 0; pc < code.length; ) {
            // Code that was not compiled has position 0.
            int size = positions[pc] - positions[from];
            if (size > limits.segmentBytesMax() && best > from) {
                segments.add(new Segment(segments.size(), from, best, labels));
                from = best;
                pc = best;
                best = -1;
                continue;
            }
            if (size >= limits.segmentBytesMin() && (best < 0 || depth[pc] <= depth[best])) {
                best = pc;
            }
            pc += CodeScan.length(code, pc);
        }
        segments.add(new Segment(segments.size(), from, code.length, labels));
        if (segments.size() > SEGMENTS_MAX) {
            throw new TooLargeException();
        }
        connect(code, segments, labels);
        return segments;
    }

    private static void connect(int[] code, List<Segment> segments, Map<Integer, Integer> labels)
            throws TooLargeException {
        int[] owner = new int[code.length];
        for (Segment segment : segments) {
            segment.enter(segment.from);
            for (int pc = segment.from; pc < segment.to; pc += CodeScan.length(code, pc)) {
                owner[pc] = segment.index;
                switch (code[pc]) {
                    case Op.LOCAL_GET -> segment.used.set(code[pc + 1]);
                    case Op.LOCAL_SET, Op.LOCAL_TEE -> {
                        segment.used.set(code[pc + 1]);
                        segment.written.set(code[pc + 1]);
                    }
                    default -> {}
                }
            }
        }
        for (Segment segment : segments) {
            for (int pc = segment.from; pc < segment.to; pc += CodeScan.length(code, pc)) {
                CodeScan.branches(code, pc, target -> {
                    if (target < segment.from || target >= segment.to) {
                        segments.get(owner[target]).enter(target);
                    }
                });
            }
        }
        for (Segment segment : segments) {
            if (segment.entries.size > ENTRIES_MAX) {
                throw new TooLargeException();
            }
        }
    }

    private void enter(int place) {
        if (labels.putIfAbsent(place, index << 16 | entries.size) == null) {
            entries.add(place);
        }
    }
}
