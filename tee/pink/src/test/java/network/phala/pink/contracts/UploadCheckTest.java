package network.phala.pink.contracts;

import static network.phala.pink.TestContract.code;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import network.phala.pink.TestContract;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;

class UploadCheckTest {
    private static final int F64_CONST = 0x44;
    private static final int DROP = 0x1a;

    private static Bytes floating() {
        return new TestContract()
                .call(code().op(F64_CONST, 0, 0, 0, 0, 0, 0, 0, 0)
                        .op(F64_CONST, 0, 0, 0, 0, 0, 0, 0, 0)
                        .op(0xa0, DROP))
                .build();
    }

    @Test
    void acceptsWhatTheUploadAccepts() {
        UploadCheck check = UploadCheck.of(new TestContract().build(), Determinism.ENFORCED);
        assertThat(check.accepted()).isTrue();
        assertThat(check.problems()).isEmpty();
        assertThat(check.facts().functions()).isEqualTo(3);
    }

    @Test
    void namesTheFunctionThatComputesWithFloats() {
        Bytes named = withNames(floating(), 1, "_ZN5token5price17h0123456789abcdefE");
        UploadCheck check = UploadCheck.of(named, Determinism.ENFORCED);
        assertThat(check.refusal())
                .hasValueSatisfying(
                        reason -> assertThat(reason).contains("CodeRejected").contains("float"));
        assertThat(check.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .startsWith("floating point in one function")
                        .contains("function 1 (token::price): 3 instructions, first at 0x"));
    }

    @Test
    void givesTheIndexWhereNamesWereStripped() {
        UploadCheck check = UploadCheck.of(floating(), Determinism.ENFORCED);
        assertThat(check.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .contains("function 1: 3 instructions")
                        .contains("no names in this file"));
        assertThat(UploadCheck.of(floating(), Determinism.RELAXED).problems()).isEmpty();
    }

    @Test
    void namesUnknownImportsAndWhereTheFunctionIs() {
        Bytes code = new TestContract()
                .use("seal1", "caller", "ii", "")
                .use("env", "abort", "", "")
                .use("seal0", "input", "i", "")
                .build();
        UploadCheck check = UploadCheck.of(code, Determinism.ENFORCED);
        assertThat(check.accepted()).isFalse();
        assertThat(check.problems())
                .hasSize(3)
                .anySatisfy(
                        p -> assertThat(p).contains("seal1.caller is unknown").contains("it has seal0.caller"))
                .anySatisfy(p -> assertThat(p).contains("env.abort is unknown"))
                .anySatisfy(p -> assertThat(p).contains("seal0.input is of type"));
    }

    /// What ink! 5.1 imports for its defaults, and for functions that Phala's runtime links for nobody.
    @Test
    void saysWhatToWriteInsteadOfWhatTheRuntimeNeverHad() {
        Bytes code = new TestContract()
                .use("seal2", "call", "iiIIiiiiii", "i")
                .use("seal2", "instantiate", "iIIiiiiiiiiii", "i")
                .use("seal0", "sr25519_verify", "iiii", "i")
                .use("seal0", "lock_delegate_dependency", "i", "")
                .use("seal0", "seal_random", "iiii", "")
                .build();
        UploadCheck check = UploadCheck.of(code, Determinism.ENFORCED);
        assertThat(check.accepted()).isFalse();
        assertThat(check.problems())
                .hasSize(5)
                .anySatisfy(p -> assertThat(p).contains("seal2.call is unknown").contains("write call_v1"))
                .anySatisfy(p ->
                        assertThat(p).contains("seal2.instantiate is unknown").contains("write instantiate_v1"))
                .anySatisfy(
                        p -> assertThat(p).contains("seal0.sr25519_verify is").contains("pink::ext().verify"))
                .anySatisfy(p ->
                        assertThat(p).contains("lock_delegate_dependency is").endsWith("leave it out"))
                .anySatisfy(
                        p -> assertThat(p).contains("seal_random is deprecated").contains("getrandom"));
    }

    @Test
    void tellsInstructionsOfOtherProposals() {
        int[] copy = {0xfc, 0x0a, 0, 0};
        Bytes code =
                new TestContract().call(code().i32(0).i32(0).i32(0).op(copy)).build();
        assertThat(UploadCheck.of(code, Determinism.ENFORCED).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .startsWith("bulk memory")
                        .contains("function 1")
                        .contains("target-cpu=mvp"));
    }

    @Test
    void tellsTooMuchMemoryAndTooMuchCode() {
        assertThat(UploadCheck.of(new TestContract().pages(65).build(), Determinism.ENFORCED)
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem).contains("65 is above its maximum 64"));
        Bytes large = Bytes.concat(new TestContract().build(), custom("padding", new byte[2 << 20]));
        UploadCheck check = UploadCheck.of(large, Determinism.ENFORCED);
        assertThat(check.refusal()).contains("CodeTooLarge");
        assertThat(check.problems()).anySatisfy(problem -> assertThat(problem).contains("at most 2,097,152"));
    }

    @Test
    void somethingElseIsNoModule() {
        UploadCheck check = UploadCheck.of(Bytes.ofUtf8("{\"source\":{}}"), Determinism.ENFORCED);
        assertThat(check.problems()).singleElement().asString().startsWith("the file is no WebAssembly module");
    }

    /// Explanations and verdict belong together, whatever the file holds.
    @Test
    void mutatedModulesHaveProblemsExactlyWhenTheyAreRefused() {
        long seed = Long.getLong("seed", 4711);
        Random random = new Random(seed);
        byte[] start = withNames(
                        new TestContract()
                                .use("seal0", "input", "ii", "")
                                .call(code().i32(1).drop().callWith(0, 0, 0))
                                .data((byte) 1, (byte) 2)
                                .build(),
                        1,
                        "name")
                .toArray();
        int accepted = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] mutated = start.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            Bytes module = Bytes.wrap(mutated)
                    .slice(0, random.nextInt(8) == 0 ? random.nextInt(mutated.length) : mutated.length);
            UploadCheck check = UploadCheck.of(module, Determinism.ENFORCED);
            assertThat(check.problems().isEmpty())
                    .as("round %d of seed %d: %s %s", round, seed, check.refusal(), check.problems())
                    .isEqualTo(check.accepted());
            accepted += check.accepted() ? 1 : 0;
        }
        assertThat(accepted).isGreaterThan(500);
    }

    private static Bytes withNames(Bytes module, int function, String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        names.write(1);
        names.write(3 + text.length);
        names.write(1);
        names.write(function);
        names.write(text.length);
        names.writeBytes(text);
        return Bytes.concat(module, custom("name", names.toByteArray()));
    }

    private static Bytes custom(String name, byte[] content) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0);
        int size = 1 + text.length + content.length;
        while (size >= 0x80) {
            out.write(size | 0x80);
            size >>>= 7;
        }
        out.write(size);
        out.write(text.length);
        out.writeBytes(text);
        out.writeBytes(content);
        return Bytes.wrap(out.toByteArray());
    }
}
