package network.phala.sidevm.ocall;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import network.phala.sidevm.resource.OcallError;
import network.phala.sidevm.resource.OcallException;
import network.phala.wasm.Instance;
import network.phala.wasm.LinearMemory;
import network.phala.wasm.WasmTrap;

/// A program's memory with the ocalls' manners: an address outside is INVALID_ADDRESS, not a trap.
record Memory(LinearMemory memory) {
    static Memory of(Instance<Guest> instance) {
        return new Memory(instance.memory());
    }

    private static long unsigned(long value) {
        return value & 0xffffffffL;
    }

    byte[] read(long address, long length) throws OcallException {
        try {
            return memory.read(unsigned(address), unsigned(length));
        } catch (WasmTrap e) {
            throw OcallError.INVALID_ADDRESS.exception();
        }
    }

    void write(long address, byte[] bytes, int length) throws OcallException {
        try {
            memory.write(unsigned(address), bytes, 0, length);
        } catch (WasmTrap e) {
            throw OcallError.INVALID_ADDRESS.exception();
        }
    }

    void write(long address, byte[] bytes) throws OcallException {
        write(address, bytes, bytes.length);
    }

    /// Refuses a range that is not all inside.
    void check(long address, long length) throws OcallException {
        if (!memory.contains(unsigned(address), unsigned(length))) {
            throw OcallError.INVALID_ADDRESS.exception();
        }
    }

    /// UTF-8; anything else is INVALID_ENCODING.
    String text(long address, long length) throws OcallException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(read(address, length)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw OcallError.INVALID_ENCODING.exception();
        }
    }
}
