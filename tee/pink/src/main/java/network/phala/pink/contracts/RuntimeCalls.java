package network.phala.pink.contracts;

import network.phala.pink.types.ContractError;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.Weight;
import network.phala.primitives.Bytes;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;

/// Calls of contracts into the runtime's own dispatchables. Pink's filter lets none through, so what is left is
/// decoding
/// the call, charging its weight and telling the contract.
///
/// `System.remark` is known; any other call stops the contract with its index in the error.
final class RuntimeCalls {
    private static final byte[] FAILED =
            Bytes.ofUtf8("call failed with: CallFiltered").unsafeArray();

    private RuntimeCalls() {}

    static long dispatch(ContractRun run, Bytes call) throws DispatchException {
        Weight weight;
        try {
            weight = weight(new ScaleReader(call));
        } catch (DecodeException _) {
            throw ContractError.DECODING_FAILED.raise();
        }
        run.charge(weight);
        run.stack().debug().append(FAILED);
        return ReturnCode.CALL_RUNTIME_FAILED;
    }

    private static Weight weight(ScaleReader in) throws DecodeException, DispatchException {
        int pallet = in.readByte();
        int call = in.readByte();
        if (pallet == 0 && call == 0) {
            Bytes remark = in.readVec();
            in.expectEnd();
            return RemarkWeight.of(remark.size());
        }
        if (pallet > 5 || pallet == 3 || pallet == 5) {
            throw new DecodeException(0, "pallet " + pallet + " has no calls");
        }
        throw ContractRun.other("seal0.call_runtime does not know call " + call + " of pallet " + pallet);
    }

    /// `frame_system` without benchmarks of its own.
    private static final class RemarkWeight {
        static Weight of(int length) {
            return Weight.of(2_119_000, 0).saturatingAdd(Weight.of(390, 0).times(length));
        }
    }
}
