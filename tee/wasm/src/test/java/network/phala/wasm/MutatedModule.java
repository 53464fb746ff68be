package network.phala.wasm;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import network.phala.primitives.Bytes;

/// Damages valid modules at random: plain bytes; bytes of a function or of a section with all lengths put
/// right, so that validation gets to the damage; whole sections doubled, moved, removed or of proposals
/// that are off.
final class MutatedModule {
    private static final int CODE = 10;
    /// Instructions that need operands, indices or proposals, to be put anywhere.
    private static final List<byte[]> PIECES = List.of(
            hex("0b"),
            hex("05"),
            hex("00"),
            hex("1a"),
            hex("1b"),
            hex("0f"),
            hex("4100"),
            hex("4200"),
            hex("4300000000"),
            hex("440000000000000000"),
            hex("41ffffffff0f"),
            hex("418080808010"),
            hex("42ffffffffffffffffff01"),
            hex("0240"),
            hex("027f"),
            hex("0200"),
            hex("0201"),
            hex("0340"),
            hex("0440"),
            hex("0270"),
            hex("027b"),
            hex("0c00"),
            hex("0c01"),
            hex("0d00"),
            hex("0e0000"),
            hex("0e010001"),
            hex("0effffffff0f00"),
            hex("1000"),
            hex("1001"),
            hex("107f"),
            hex("110000"),
            hex("110001"),
            hex("11000100"),
            hex("117f00"),
            hex("1200"),
            hex("130000"),
            hex("1c017f"),
            hex("1c00"),
            hex("2000"),
            hex("2100"),
            hex("2200"),
            hex("2300"),
            hex("2400"),
            hex("2401"),
            hex("207f"),
            hex("20ffffffff0f"),
            hex("2500"),
            hex("280200"),
            hex("280300"),
            hex("290300"),
            hex("28020080"),
            hex("28420000"),
            hex("28420100"),
            hex("2800ffffffff0f"),
            hex("2800ffffffff1f"),
            hex("360200"),
            hex("3f00"),
            hex("3f01"),
            hex("4000"),
            hex("4001"),
            hex("3f8000"),
            hex("6a"),
            hex("7c"),
            hex("92"),
            hex("a0"),
            hex("c0"),
            hex("c4"),
            hex("c5"),
            hex("d000"),
            hex("d070"),
            hex("d1"),
            hex("d200"),
            hex("0600"),
            hex("0800"),
            hex("1400"),
            hex("fc00"),
            hex("fc07"),
            hex("fc080000"),
            hex("fc0900"),
            hex("fc0a0000"),
            hex("fc0b00"),
            hex("fc1000"),
            hex("fd0c00000000000000000000000000000000"),
            hex("fe0300"),
            hex("ff"));
    /// Whole sections, some of proposals.
    private static final List<byte[]> SECTIONS = List.of(
            hex("00050461626364"),
            hex("000401ff0000"),
            hex("0000"),
            hex("0c0100"),
            hex("0c0101"),
            hex("0d0100"),
            hex("0d03010000"),
            hex("0e00"),
            hex("0400"),
            hex("040100"),
            hex("0404017000" + "01"),
            hex("04070270000170" + "0001"),
            hex("0404016f0001"),
            hex("0405017001" + "0201"),
            hex("05030100" + "01"),
            hex("0504010101" + "02"),
            hex("0504010102" + "01"),
            hex("0504010301" + "02"),
            hex("0504010401" + "02"),
            hex("0506010080" + "8004"),
            hex("0506010081" + "8004"),
            hex("050502000100" + "01"),
            hex("0606017f0041000b"),
            hex("0606017f0241000b"),
            hex("0609017f0041004100" + "6a0b"),
            hex("0606017f0023000b"),
            hex("0606017e0041000b"),
            hex("06060170" + "00d0700b"),
            hex("07050101780000"),
            hex("07050101780200"),
            hex("07050101780300"),
            hex("0709020178000001780000"),
            hex("080100"),
            hex("08017f"),
            hex("0907010041000b0100"),
            hex("0907010042000b0100"),
            hex("0904010100" + "00"),
            hex("0b0600"),
            hex("0b06010041000b00"),
            hex("0b03010100"),
            hex("0b0701020041000b00"),
            hex("0b0701020141000b00"));

    private final Random random;

    private MutatedModule(Random random) {
        this.random = random;
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private record Section(int id, byte[] content) {}

    static Bytes of(Bytes code, Random random) {
        MutatedModule mutation = new MutatedModule(random);
        return Bytes.wrap(
                switch (random.nextInt(8)) {
                    case 0, 1 -> mutation.bytes(code.toArray());
                    case 2 -> Arrays.copyOf(code.toArray(), random.nextInt(code.size()));
                    case 3 -> mutation.sections(code.toArray());
                    case 4 -> mutation.content(code.toArray());
                    default -> mutation.bodies(code.toArray());
                });
    }

    private byte[] bytes(byte[] code) {
        for (int i = 0; i <= random.nextInt(3); i++) {
            code[random.nextInt(code.length)] = (byte) random.nextInt();
        }
        return code;
    }

    private byte[] sections(byte[] code) {
        List<Section> sections = split(code);
        int at = random.nextInt(sections.size());
        switch (random.nextInt(6)) {
            case 0 -> sections.remove(at);
            case 1 -> sections.add(random.nextInt(sections.size() + 1), sections.get(at));
            case 2 -> sections.add(random.nextInt(sections.size()), sections.remove(at));
            default -> {
                byte[] piece = SECTIONS.get(random.nextInt(SECTIONS.size()));
                int where = random.nextInt(sections.size() + 1);
                if (random.nextBoolean()) {
                    // In its place, or instead of what is there.
                    where = 0;
                    while (where < sections.size() && sections.get(where).id() < piece[0]) {
                        where++;
                    }
                    if (where < sections.size() && sections.get(where).id() == piece[0]) {
                        sections.remove(where);
                    }
                }
                byte[] joined = join(sections.subList(0, where));
                byte[] rest = join(sections.subList(where, sections.size()));
                return concat(joined, piece, Arrays.copyOfRange(rest, 8, rest.length));
            }
        }
        return join(sections);
    }

    private byte[] content(byte[] code) {
        List<Section> sections = split(code);
        int at = random.nextInt(sections.size());
        sections.set(
                at, new Section(sections.get(at).id(), edit(sections.get(at).content())));
        return join(sections);
    }

    private byte[] bodies(byte[] code) {
        List<Section> sections = split(code);
        for (int i = 0; i < sections.size(); i++) {
            if (sections.get(i).id() == CODE) {
                sections.set(i, new Section(CODE, body(sections.get(i).content())));
            }
        }
        return join(sections);
    }

    private byte[] body(byte[] content) {
        int[] at = {0};
        int count = (int) u32(content, at);
        int chosen = random.nextInt(count);
        ModuleBuilder.Out out = new ModuleBuilder.Out().u32(count);
        for (int i = 0; i < count; i++) {
            int length = (int) u32(content, at);
            byte[] body = Arrays.copyOfRange(content, at[0], at[0] + length);
            at[0] += length;
            if (i == chosen) {
                body = edit(body);
            }
            out.u32(body.length).raw(body);
        }
        return out.toArray();
    }

    private byte[] edit(byte[] content) {
        int from = random.nextInt(content.length + 1);
        int to = Math.min(content.length, from + random.nextInt(4));
        byte[] head = Arrays.copyOf(content, from);
        byte[] piece = PIECES.get(random.nextInt(PIECES.size()));
        return switch (random.nextInt(5)) {
            case 0 -> concat(head, Arrays.copyOfRange(content, to, content.length));
            case 1 ->
                concat(head, Arrays.copyOfRange(content, from, to), Arrays.copyOfRange(content, from, content.length));
            case 2 -> concat(head, piece, Arrays.copyOfRange(content, to, content.length));
            case 3 ->
                concat(head, new byte[] {(byte) random.nextInt()}, Arrays.copyOfRange(content, to, content.length));
            default -> concat(head, piece, Arrays.copyOfRange(content, from, content.length));
        };
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static List<Section> split(byte[] code) {
        List<Section> sections = new ArrayList<>();
        int[] at = {8};
        while (at[0] < code.length) {
            int id = code[at[0]++];
            int length = (int) u32(code, at);
            sections.add(new Section(id, Arrays.copyOfRange(code, at[0], at[0] + length)));
            at[0] += length;
        }
        return sections;
    }

    private static byte[] join(List<Section> sections) {
        ModuleBuilder.Out out = new ModuleBuilder.Out().raw(0, 'a', 's', 'm', 1, 0, 0, 0);
        for (Section section : sections) {
            out.raw(section.id()).u32(section.content().length).raw(section.content());
        }
        return out.toArray();
    }

    private static long u32(byte[] bytes, int[] at) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes[at[0]++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
