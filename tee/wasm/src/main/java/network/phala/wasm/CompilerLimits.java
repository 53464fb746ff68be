package network.phala.wasm;

/// How large methods may get, in bytes of bytecode.
///
/// @param wholeBytes a function above this is cut into segments
/// @param segmentBytesMin a segment is at least this large
/// @param segmentBytesMax and about this large at most
record CompilerLimits(int wholeBytes, int segmentBytesMin, int segmentBytesMax) {
    /// HotSpot does not compile methods above 8000 bytes (`DontCompileHugeMethods`). Segments get a little
    /// larger than planned by their entries and exits.
    static final CompilerLimits DEFAULT = new CompilerLimits(8000, 2500, 5000);
}
