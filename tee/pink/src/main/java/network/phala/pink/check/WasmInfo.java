package network.phala.pink.check;

import network.phala.primitives.Bytes;

/// Counts of a module.
public record WasmInfo(int instructions, int functions, long dataBytes) {
    /// Bytes an instruction takes in wasmi.
    private static final int BYTES_PER_INSTRUCTION = 16;

    /// Reads the module from end to end.
    public static WasmInfo scan(Bytes code) throws WasmParseException {
        return new ModuleScan(code).run();
    }

    /// An estimate of what the module takes in an interpreter's memory.
    public long interpreterMemory() {
        return (long) instructions * BYTES_PER_INSTRUCTION + dataBytes;
    }
}
