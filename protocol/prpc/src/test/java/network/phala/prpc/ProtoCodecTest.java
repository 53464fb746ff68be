package network.phala.prpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import network.phala.primitives.Bytes;
import network.phala.prpc.message.Contracts;
import network.phala.prpc.message.Empty;
import network.phala.prpc.message.Network;
import network.phala.prpc.message.PhactoryInfo;
import network.phala.prpc.message.Query;
import network.phala.prpc.message.Registration;
import network.phala.prpc.message.WorkerStates;
import network.phala.scale.DecodeException;
import org.junit.jupiter.api.Test;

/// Both wire forms of every message of the service.
class ProtoCodecTest {
    private static final long SEED = Long.getLong("seed", 20260105);

    @Test
    void everyMessageSurvivesBothForms() throws DecodeException {
        int methods = 0;
        for (PrpcMethod<?, ?> method : PrpcMethod.all()) {
            methods++;
            for (int round = 0; round < 20; round++) {
                Random random = new Random(SEED + round);
                checkRoundTrip(method.name(), method.request(), random);
                checkRoundTrip(method.name(), method.response(), random);
            }
        }
        assertThat(methods).isEqualTo(40);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Record> void checkRoundTrip(String what, ProtoCodec<T> codec, Random random)
            throws DecodeException {
        T message = (T) randomValue(codec.defaultValue().getClass(), random, 0);
        assertThat(codec.decode(codec.encode(message)))
                .as("%s seed %d", what, SEED)
                .isEqualTo(message);
        if (!(message instanceof Registration.InitRuntimeResponse)) {
            assertThat(codec.fromJson(codec.toPrettyJson(message))).as(what).isEqualTo(message);
        }
        assertThat(codec.decode(Bytes.EMPTY)).isEqualTo(codec.defaultValue());
    }

    private static Object randomValue(Type type, Random random, int depth) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == Optional.class) {
                return random.nextBoolean() || depth > 4
                        ? Optional.empty()
                        : Optional.of(randomValue(arguments[0], random, depth + 1));
            }
            if (generic.getRawType() == List.class) {
                List<Object> items = new ArrayList<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    items.add(randomValue(arguments[0], random, depth + 1));
                }
                return items;
            }
            Map<Object, Object> map = new TreeMap<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                map.put(randomValue(arguments[0], random, depth), randomValue(arguments[1], random, depth + 1));
            }
            return map;
        }
        if (type == int.class || type == Integer.class) {
            return random.nextInt() >>> random.nextInt(32);
        }
        if (type == long.class || type == Long.class) {
            return random.nextLong() >>> random.nextInt(64);
        }
        if (type == boolean.class) {
            return random.nextBoolean();
        }
        if (type == String.class) {
            return new String[] {"", "text", "\u00e9\"\\\n\u0001 \ud83d\ude00"}[random.nextInt(3)];
        }
        if (type == Bytes.class) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            return Bytes.wrap(bytes);
        }
        return randomRecord((Class<?>) type, random, depth);
    }

    private static Object randomRecord(Class<?> type, Random random, int depth) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = randomValue(components[i].getGenericType(), random, depth + 1);
        }
        try {
            return type.getDeclaredConstructors()[0].newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /// Bytes as `protoc --encode` makes them.
    @Test
    void writesStandardProtobuf() throws DecodeException {
        ProtoCodec<Query.ContractQueryResponse> response = ProtoCodec.of(Query.ContractQueryResponse.class);
        assertThat(response.encode(new Query.ContractQueryResponse(Bytes.fromHex("0xaabb"), 300)))
                .isEqualTo(Bytes.fromHex("0x0a02aabb10ac02"));
        ProtoCodec<WorkerStates.WorkerState> state = ProtoCodec.of(WorkerStates.WorkerState.class);
        WorkerStates.WorkerState packed = state.decode(Bytes.fromHex("0x08012a0401028001"));
        assertThat(packed.waitingHeartbeats()).containsExactly(1, 2, 128);
        assertThat(state.decode(Bytes.fromHex("0x28012802288001")).waitingHeartbeats())
                .containsExactly(1, 2, 128);
        assertThat(state.encode(packed)).isEqualTo(Bytes.fromHex("0x08012a0401028001"));
    }

    @Test
    void skipsUnknownFieldsAndTakesTheLastOfARepeatedScalar() throws DecodeException {
        ProtoCodec<Network.StopOptions> codec = ProtoCodec.of(Network.StopOptions.class);
        assertThat(codec.decode(
                        Bytes.fromHex("0x0801" + "9a0603010203" + "a50600000000" + "a1060000000000000000" + "0800")))
                .isEqualTo(new Network.StopOptions(false));
    }

    @Test
    void jsonHasTheNamesAndFormsOfTheOriginalServer() {
        PhactoryInfo info = ProtoCodec.of(PhactoryInfo.class).defaultValue();
        assertThat(ProtoCodec.of(PhactoryInfo.class).toJson(info))
                .startsWith(
                        "{\"initialized\":false,\"registered\":false,\"genesis_block_hash\":null,\"public_key\":null,"
                                + "\"ecdh_public_key\":null,\"headernum\":0,\"para_headernum\":0,\"blocknum\":0,")
                .contains("\"system\":null", "\"supported_attestation_methods\":[]", "\"current_block_time\":0");
        assertThat(ProtoCodec.of(Empty.class).toJson(Empty.INSTANCE)).isEqualTo("null");
        assertThat(ProtoCodec.of(Network.EchoMessage.class).toJson(new Network.EchoMessage(Bytes.fromHex("0x00ff"))))
                .isEqualTo("{\"echo_msg\":[0,255]}");
    }

    @Test
    void jsonNeedsEveryFieldExceptOptionalAndDefaultedOnes() throws DecodeException {
        assertThat(ProtoCodec.of(Contracts.GetContractInfoRequest.class)
                        .fromJson("{}")
                        .contracts())
                .isEmpty();
        assertThat(ProtoCodec.of(Registration.GetRuntimeInfoRequest.class).fromJson("{\"force_refresh_ra\":true}"))
                .isEqualTo(new Registration.GetRuntimeInfoRequest(true, Optional.empty()));
        assertThatThrownBy(() -> ProtoCodec.of(Network.StopOptions.class).fromJson("{}"))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("missing field `remove_checkpoints`");
    }

    @Test
    void refusesMalformedInputWithoutAnythingButADecodeException() {
        Random random = new Random(SEED);
        int refused = 0;
        for (int round = 0; round < 20000; round++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            try {
                PrpcMethod.INIT_RUNTIME.request().decode(Bytes.wrap(bytes));
            } catch (DecodeException e) {
                refused++;
            }
            try {
                PrpcMethod.CONTRACT_QUERY.request().fromJson(randomJson(random));
            } catch (DecodeException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(10000);
        String deep = "[".repeat(100_000);
        assertThatThrownBy(() -> JsonReader.read(deep)).hasMessageContaining("nested deeper");
        Bytes nested = Bytes.EMPTY;
        for (int i = 0; i < 401; i++) {
            byte[] size = nested.size() < 128
                    ? new byte[] {(byte) nested.size()}
                    : new byte[] {(byte) (nested.size() | 0x80), (byte) (nested.size() >>> 7)};
            nested = Bytes.concat(Bytes.of((byte) (i % 2 == 0 ? 0x12 : 0x0a)), Bytes.wrap(size), nested);
        }
        Bytes hostile = nested;
        assertThatThrownBy(() -> ProtoCodec.of(Query.Certificate.class).decode(hostile))
                .isInstanceOf(DecodeException.class);
    }

    private static String randomJson(Random random) {
        String[] tokens = {
            "{",
            "}",
            "[",
            "]",
            "\"a\"",
            ":",
            ",",
            "1",
            "-2e5",
            "null",
            "true",
            "\"\\u00e9\"",
            " ",
            "\"encoded_encrypted_data\"",
            "\"signature\""
        };
        StringBuilder text = new StringBuilder("{");
        for (int i = random.nextInt(20); i > 0; i--) {
            text.append(tokens[random.nextInt(tokens.length)]);
        }
        return text.toString();
    }
}
