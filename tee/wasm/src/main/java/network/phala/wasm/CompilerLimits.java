package network.phala.wasm;

/// How large methods may get, in bytes of bytecode, and what they look like.
///
/// @param wholeBytes a function above this is cut into segments
/// @param segmentBytesMin a segment is at least this large
/// @param segmentBytesMax and about this large at most
/// @param openAccesses a function with so many memory accesses gets them in place ([MemoryCompiler])
record CompilerLimits(int wholeBytes, int segmentBytesMin, int segmentBytesMax, int openAccesses) {
    /// HotSpot does not compile methods above this size (`DontCompileHugeMethods`).
    static final int JIT_MAX = 8000;

    /// Segments get larger than planned by their entries and exits.
    static final CompilerLimits DEFAULT = new CompilerLimits(JIT_MAX, 2500, 5000, 48);

    /// The same with smaller segments.
    CompilerLimits withSegmentsOf(int part) {
        return new CompilerLimits(wholeBytes, segmentBytesMin / part, segmentBytesMax / part, openAccesses);
    }
}
