package network.phala.pink.contracts;

import network.phala.pink.extension.PinkExtension;
import network.phala.pink.types.ContractError;
import network.phala.pink.types.DispatchException;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.wasm.LinearMemory;
import network.phala.wasm.WasmTrap;

/// The arguments of one host call and the contract's memory that they point into. Any access outside the memory is
/// refused with OutOfBounds.
final class HostArguments {
    /// As a pointer or length that says "leave out".
    static final long SENTINEL = 0xffff_ffffL;

    private final long[] values;
    private final LinearMemory memory;

    HostArguments(long[] values, LinearMemory memory) {
        this.values = values;
        this.memory = memory;
    }

    /// An i32 argument as unsigned number.
    long u32(int index) {
        return values[index] & 0xffff_ffffL;
    }

    long i64(int index) {
        return values[index];
    }

    byte[] readArray(long address, long length) throws DispatchException {
        try {
            return memory.read(address, length);
        } catch (WasmTrap _) {
            throw ContractError.OUT_OF_BOUNDS.raise();
        }
    }

    Bytes read(long address, long length) throws DispatchException {
        return Bytes.wrap(readArray(address, length));
    }

    /// A part of the memory that is not read yet.
    PinkExtension.Input input(long address, long length) {
        return new PinkExtension.Input() {
            @Override
            public long size() {
                return Math.min(length, memory.size());
            }

            @Override
            public Bytes read() throws DispatchException {
                return HostArguments.this.read(address, length);
            }
        };
    }

    AccountId readAccount(long address) throws DispatchException {
        return AccountId.of(readArray(address, 32));
    }

    H256 readHash(long address) throws DispatchException {
        return H256.of(readArray(address, 32));
    }

    U128 readU128(long address) throws DispatchException {
        try {
            if (!memory.contains(address, 16)) {
                throw ContractError.OUT_OF_BOUNDS.raise();
            }
            return new U128(memory.readI64(address + 8), memory.readI64(address));
        } catch (WasmTrap _) {
            throw ContractError.OUT_OF_BOUNDS.raise();
        }
    }

    long readU32(long address) throws DispatchException {
        try {
            return memory.readU32(address);
        } catch (WasmTrap _) {
            throw ContractError.OUT_OF_BOUNDS.raise();
        }
    }

    void write(long address, byte[] data) throws DispatchException {
        try {
            memory.write(address, data);
        } catch (WasmTrap _) {
            throw ContractError.OUT_OF_BOUNDS.raise();
        }
    }

    private void writeU32(long address, long value) throws DispatchException {
        try {
            memory.writeU32(address, value);
        } catch (WasmTrap _) {
            throw ContractError.OUT_OF_BOUNDS.raise();
        }
    }

    /// What writing an output may cost, by its length.
    @FunctionalInterface
    interface CopyCharge {
        void charge(long length) throws DispatchException;

        /// For outputs whose size is fixed: paid with the call.
        CopyCharge PAID = _ -> {};
    }

    /// Writes an output to `pointer` and its length to `lengthPointer`, which holds the room there is.
    void writeOutput(long pointer, long lengthPointer, byte[] data, CopyCharge charge) throws DispatchException {
        long room = readU32(lengthPointer);
        if (room < data.length) {
            throw ContractError.OUTPUT_BUFFER_TOO_SMALL.raise();
        }
        charge.charge(data.length);
        write(pointer, data);
        writeU32(lengthPointer, data.length);
    }

    /// As [#writeOutput], or nothing when the pointer is the sentinel.
    void writeSkippable(long pointer, long lengthPointer, byte[] data, CopyCharge charge) throws DispatchException {
        if (pointer != SENTINEL) {
            writeOutput(pointer, lengthPointer, data, charge);
        }
    }
}
