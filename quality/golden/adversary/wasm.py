"""WebAssembly modules, written by hand: the encoding of sections, types and instructions."""

I32, I64, F32, F64 = 0x7F, 0x7E, 0x7D, 0x7C
LETTERS = {"i": I32, "l": I64, "f": F32, "d": F64}
HEADER = b"\0asm\x01\0\0\0"


def unsigned(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def signed(number):
    out = b""
    while not -64 <= number < 64:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number & 127])


def vector(entries):
    return unsigned(len(entries)) + b"".join(entries)


def data(content):
    return unsigned(len(content)) + content


def name(text):
    return data(text.encode() if isinstance(text, str) else text)


def section(number, content):
    return bytes([number]) + data(content)


def function_type(params, results=""):
    return b"\x60" + data(bytes(LETTERS[c] for c in params)) + data(bytes(LETTERS[c] for c in results))


def limits(least, most=None):
    return b"\0" + unsigned(least) if most is None else b"\x01" + unsigned(least) + unsigned(most)


def memory_import(least, most=None, module="env", field="memory"):
    return name(module) + name(field) + b"\x02" + limits(least, most)


def function_import(module, field, type_index):
    return name(module) + name(field) + b"\0" + unsigned(type_index)


def export(field, kind, index):
    return name(field) + bytes([kind]) + unsigned(index)


def body(code, locals_=()):
    """A function's code; locals_ are pairs of a count and a type's letter."""
    groups = vector([unsigned(count) + bytes([LETTERS[letter]]) for count, letter in locals_])
    return data(groups + code + b"\x0b")


def i32(number):
    number &= 0xFFFFFFFF
    return b"\x41" + signed(number - (1 << 32) if number >> 31 else number)


def i64(number):
    number &= (1 << 64) - 1
    return b"\x42" + signed(number - (1 << 64) if number >> 63 else number)


def local_get(index):
    return b"\x20" + unsigned(index)


def local_set(index):
    return b"\x21" + unsigned(index)


def local_tee(index):
    return b"\x22" + unsigned(index)


def global_get(index):
    return b"\x23" + unsigned(index)


def global_set(index):
    return b"\x24" + unsigned(index)


def call(index):
    return b"\x10" + unsigned(index)


def branch(depth):
    return b"\x0c" + unsigned(depth)


def branch_if(depth):
    return b"\x0d" + unsigned(depth)


def branch_table(depths, default):
    return b"\x0e" + vector([unsigned(depth) for depth in depths]) + unsigned(default)


def load(opcode, offset=0):
    return bytes([opcode, 0]) + unsigned(offset)


LOAD32, LOAD64, LOAD8, STORE32, STORE64, STORE8 = 0x28, 0x29, 0x2D, 0x36, 0x37, 0x3A
ADD, SUB, AND, SHL, EQZ, NE = b"\x6a", b"\x6b", b"\x71", b"\x74", b"\x45", b"\x47"
BLOCK, LOOP, IF, ELSE, END, RETURN, UNREACHABLE, DROP = (
    b"\x02\x40", b"\x03\x40", b"\x04\x40", b"\x05", b"\x0b", b"\x0f", b"\0", b"\x1a",
)
MEMORY_SIZE, MEMORY_GROW = b"\x3f\0", b"\x40\0"


def read_leb(data, at):
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return number, at


def read_name(data, at):
    length, at = read_leb(data, at)
    return data[at : at + length], at + length


def read_imports(section):
    """[module, name, kind, description] of every import; the description stays encoded."""
    count, at = read_leb(section, 0)
    imports = []
    for _ in range(count):
        module, at = read_name(section, at)
        name, at = read_name(section, at)
        kind, start = section[at], at + 1
        if kind == 0:  # a function's type
            _, at = read_leb(section, start)
        else:  # the memory: flags, least and most pages
            _, at = read_leb(section, start + 1)
            _, at = read_leb(section, at)
        imports.append([module, name, kind, section[start:at]])
    return imports
