package network.phala.wasm;

/// The ways into and out of a segment: values come from the frame array at its entries and go back at its exit.
final class SegmentGates {
    private final Flow flow;
    private final CodeWriter out;
    private final Layout layout;
    private final Segment here;
    private final byte[] localTypes;

    SegmentGates(Flow flow, Segment here, byte[] localTypes) {
        this.flow = flow;
        this.out = flow.out;
        this.layout = flow.layout;
        this.here = here;
        this.localTypes = localTypes;
    }

    void fetchLocals() {
        for (int i = 0; i < localTypes.length; i++) {
            if (layout.local()[i] >= 0) {
                frameSlot(i, localTypes[i]);
                out.store(localTypes[i], layout.local()[i]);
            }
        }
    }

    /// Loads a value from the frame array.
    private void frameSlot(int index, byte type) {
        out.load(Op.REFERENCE, Layout.FRAME_SLOT);
        out.pushInt(index);
        out.op(47);
        out.fromLong(type);
    }

    /// Where all jumps out of the segment end, the label on the stack: writes the changed locals back.
    void exit() {
        if (flow.exits.size == 0) {
            return;
        }
        for (int i = 0; i < flow.exits.size; i++) {
            out.out.put2(flow.exits.get(i) + 1, out.out.size - flow.exits.get(i));
        }
        flow.frame(TypeStack.EMPTY.push(Op.I));
        for (int i = 0; i < localTypes.length; i++) {
            if (here.writes(i)) {
                out.load(Op.REFERENCE, Layout.FRAME_SLOT);
                out.pushInt(i);
                out.load(localTypes[i], layout.local()[i]);
                out.toLong(localTypes[i]);
                out.op(80);
            }
        }
        out.returnValue(Op.I);
    }

    /// Goes to the place of the label with which the segment was called, after the operands were fetched.
    void entrySwitch(int enter) {
        out.out.put2(enter + 1, out.out.size - enter);
        flow.frame(TypeStack.EMPTY);
        out.load(Op.I, Layout.LABEL_SLOT);
        out.pushInt(0xffff);
        out.op(126);
        int base = out.out.size;
        out.op(CodeWriter.TABLESWITCH);
        while (out.out.size % 4 != 0) {
            out.op(0);
        }
        int places = out.out.size;
        int count = here.entries().size;
        out.out.u4(0);
        out.out.u4(0);
        out.out.u4(count - 1);
        for (int i = 0; i < count; i++) {
            out.out.u4(0);
        }
        for (int i = 0; i < count; i++) {
            int pc = here.entries().get(i);
            Integer position = flow.positions.get(pc);
            TypeStack types = flow.arrivals.get(pc);
            if (position == null || types == null) {
                continue;
            }
            out.out.put4(places + 12 + 4 * i, out.out.size - base);
            flow.frame(TypeStack.EMPTY);
            operands(types);
            int at = out.out.size;
            out.op(CodeWriter.GOTO);
            out.out.u2(position - at);
        }
        // The default and entries that nothing can reach.
        for (int i = -3; i < count; i++) {
            int place = places + 12 + 4 * i;
            if ((i == -3 || i >= 0) && out.out.isZero4(place)) {
                out.out.put4(place, out.out.size - base);
            }
        }
        flow.frame(TypeStack.EMPTY);
        out.op(1);
        out.op(CodeWriter.ATHROW);
    }

    private void operands(TypeStack types) {
        flow.slotsMax = Math.max(flow.slotsMax, types.slots);
        byte[] bottomUp = types.bottomUp();
        for (int i = 0; i < bottomUp.length; i++) {
            frameSlot(localTypes.length + i, bottomUp[i]);
        }
    }
}
