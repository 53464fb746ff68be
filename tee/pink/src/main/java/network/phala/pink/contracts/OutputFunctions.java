package network.phala.pink.contracts;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import network.phala.pink.extension.PinkExtension;
import network.phala.pink.types.ContractError;
import network.phala.pink.types.ContractsEvent;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.PinkRuntime;
import network.phala.pink.types.RuntimeEvent;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.wasm.ValueType;

/// Input and output of a contract: call data, return value, events, debug text, the chain extension and runtime calls.
final class OutputFunctions {
    private static final int MAX_TOPICS = 4;

    private OutputFunctions() {}

    static void define(HostFunctions to) {
        to.define("seal0", "input", "ii", (run, args) -> {
            run.charge(HostCost.INPUT);
            byte[] input = run.input().unsafeArray();
            args.writeOutput(
                    args.u32(0),
                    args.u32(1),
                    input,
                    length -> run.charge(run.weights().copyToContract(length)));
            return 0;
        });
        to.defineUnaliased("seal0", "seal_return", HostFunctions.type("iii"), (run, args) -> {
            run.charge(run.weights().sealReturn(args.u32(2)));
            throw new GuestStop.Returned((int) args.u32(0), args.read(args.u32(1), args.u32(2)));
        });
        to.define("seal0", "deposit_event", "iiii", OutputFunctions::depositEvent);
        to.defineI32("seal0", "debug_message", "ii", OutputFunctions::debugMessage);
        to.defineI32("seal0", "call_chain_extension", "iiiii", OutputFunctions::callChainExtension);
        if (to.since(PinkRuntime.V1_1)) {
            to.defineUnaliased(
                    "seal0", "call_runtime", HostFunctions.type("ii").returning(ValueType.I32), (run, args) -> {
                        run.charge(run.weights().copyFromContract(args.u32(1)));
                        return RuntimeCalls.dispatch(run, args.read(args.u32(0), args.u32(1)));
                    });
        }
    }

    private static long depositEvent(ContractRun run, HostArguments args) throws DispatchException {
        long topicsLength = args.u32(1);
        long dataLength = args.u32(3);
        run.charge(run.weights().depositEvent(topicsLength / 32, dataLength));
        if (dataLength > run.maxValueLength()) {
            throw ContractError.VALUE_TOO_LARGE.raise();
        }
        List<H256> topics = topicsLength == 0 ? List.of() : topics(args.readArray(args.u32(0), topicsLength));
        if (topics.size() > MAX_TOPICS) {
            throw ContractError.TOO_MANY_TOPICS.raise();
        }
        Bytes data = args.read(args.u32(2), dataLength);
        run.context().state().growth().addEvent(topics.size(), data.size());
        RuntimeEvent event = new RuntimeEvent.Contracts(
                new ContractsEvent.ContractEmitted(run.stack().top().account, data));
        run.context().state().deposit(event, topics);
        return 0;
    }

    /// `Vec<H256>`, the whole of the given bytes.
    private static List<H256> topics(byte[] encoded) throws DispatchException {
        try {
            ScaleReader in = new ScaleReader(Bytes.wrap(encoded));
            int count = in.readLength(32);
            List<H256> topics = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                topics.add(H256.of(in.readArray(32)));
            }
            in.expectEnd();
            return topics;
        } catch (DecodeException _) {
            throw ContractError.DECODING_FAILED.raise();
        }
    }

    private static long debugMessage(ContractRun run, HostArguments args) throws DispatchException {
        long length = Math.min(args.u32(1), DebugBuffer.CAPACITY);
        run.charge(run.weights().debugMessage(length));
        byte[] text = args.readArray(args.u32(0), length);
        if (isUtf8(text)) {
            run.stack().debug().append(text);
        }
        return ReturnCode.SUCCESS;
    }

    private static boolean isUtf8(byte[] text) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    private static long callChainExtension(ContractRun run, HostArguments args) throws DispatchException {
        long id = args.u32(0);
        PinkExtension extension = new PinkExtension(run.context(), run.stack().top().account);
        PinkExtension.Answer answer =
                extension.call((int) (id >>> 16), (int) (id & 0xffff), args.input(args.u32(1), args.u32(2)));
        try {
            args.writeOutput(args.u32(3), args.u32(4), answer.output().unsafeArray(), HostArguments.CopyCharge.PAID);
        } catch (DispatchException _) {
            throw network.phala.pink.types.PinkError.CONTRACT_IO_BUFFER_OVERFLOW.raise();
        }
        return answer.status();
    }
}
