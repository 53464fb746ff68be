"""Modules that keep the rules of uploads, or break one or two of them."""

import puppet
import wasm

PAGES = [(0, None), (1, None), (1, 1), (1, 16), (2, 1), (0, 0), (16, 16), (1, 64), (64, 64), (65, 65), (1, 65),
    (1, 65536),
         (1, 65537), (65536, 65536), (64, None), (65, None), (2**31, None)]
SIGN_EXTENSION, SATURATING, BULK = [0xC0, 0xC1, 0xC2, 0xC3, 0xC4], range(8), range(18)


class Shape:
    """The parts of a module, to be changed before it is encoded."""

    def __init__(self):
        self.types = [wasm.function_type(""), wasm.function_type("", "i"), wasm.function_type("ii")]
        self.imports = [wasm.memory_import(1, 16)]
        self.imported = 0  # functions among the imports
        self.own = [0, 0]
        self.bodies = [wasm.body(b""), wasm.body(b"")]
        self.exports = [("call", 0, 0), ("deploy", 0, 1)]
        self.tables, self.memories, self.globals, self.elements, self.data = [], [], [], [], []
        self.start, self.custom, self.order, self.tail = None, [], None, b""

    def import_function(self, module, name, params, result):
        self.types.append(wasm.function_type(params, result))
        self.imports.append(wasm.function_import(module, name, len(self.types) - 1))
        self.imported += 1

    def encoded(self):
        exports = [wasm.export(n, kind, index + self.imported if kind == 0 else index) for n, kind,
            index in self.exports]
        sections = [
            (1, self.types), (2, self.imports), (3, [wasm.unsigned(t) for t in self.own]), (4, self.tables),
                (5, self.memories),
            (6, self.globals), (7, exports), (8, self.start), (9, self.elements), (10, self.bodies), (11, self.data),
        ]
        parts = []
        for number, entries in sections:
            if number == 8 and self.start is not None:
                parts.append(wasm.section(8, wasm.unsigned(self.start)))
            elif number != 8 and entries:
                parts.append(wasm.section(number, wasm.vector(entries)))
        for at, name, content in self.custom:
            parts.insert(min(at, len(parts)), wasm.section(0, wasm.name(name) + content))
        if self.order:
            self.order(parts)
        return wasm.HEADER + b"".join(parts) + self.tail


def mutable_global(kind="i", mutable=1, value=None):
    return bytes([wasm.LETTERS[kind], mutable]) + (value if value is not None else wasm.i32(0)) + wasm.END


def odd_import(shape, rng, runtime):
    known = puppet.functions(runtime) + puppet.DEPRECATED + puppet.UNSTABLE
    module, name, params, result = rng.choice(known)
    choice = rng.randrange(8)
    if choice == 0:
        module = rng.choice(["seal0", "seal1", "seal2", "seal3", "__unstable__", "env", ""])
    elif choice == 1:
        name = rng.choice(["seal_" + name, name + "_", name.upper(), "", "ħ"])
    elif choice == 2:
        params = rng.choice([params + "i", params[:-1], params.replace("i", "l", 1), "f" + params])
    elif choice == 3:
        result = {"": "i", "i": rng.choice(["", "l"]), "l": "i"}[result]
    for _ in range(rng.choice([1, 1, 1, 2])):
        shape.import_function(module, name, params, result)


def odd_other_import(shape, rng, runtime):
    shape.imports.append(rng.choice([
        wasm.name("env") + wasm.name("table") + b"\x01\x70" + wasm.limits(0, 4),
        wasm.name("env") + wasm.name("global") + b"\x03\x7f" + bytes([rng.choice([0, 1, 2])]),
        wasm.memory_import(1, 16), wasm.name("env") + wasm.name("what") + b"\x04\0",
        wasm.memory_import(1, 1, "env", "mem"), wasm.function_import("seal0", "now", 99),
    ]))


def odd_memory(shape, rng, runtime):
    choice = rng.randrange(6)
    if choice == 0:
        shape.imports = []
    elif choice == 1:
        shape.imports = [wasm.memory_import(1, 16, *rng.choice([("seal0", "memory"), ("env", "memory2"), ("", "")])),
            *shape.imports[1:]]
    elif choice == 2:
        shape.memories.append(wasm.limits(1, 1))
        shape.imports = shape.imports if rng.random() < 0.5 else []
    else:
        shape.imports = [wasm.memory_import(*rng.choice(PAGES)), *shape.imports[1:]]


def odd_export(shape, rng, runtime):
    shape.exports = rng.choice([
        [("call", 0, 0)], [("deploy", 0, 0)], [], [("call", 0, 0), ("deploy", 0, 0)], shape.exports + [("extra", 0, 0)],
        shape.exports + [("memory", 2, 0)], shape.exports + [("call", 0, 1)], [("call", 2, 0), ("deploy", 0, 1)],
        [("call", 0, 0), ("deploy", 0, 9)], shape.exports + [("", 0, 0)], [("Call", 0, 0), ("deploy", 0, 1)],
        [("call", 0, -1), ("deploy", 0, 0)] if shape.imported else shape.exports[::-1],
    ])


def odd_entry(shape, rng, runtime):
    shape.own[rng.randrange(2)] = rng.choice([1, 2, 7])
    if rng.random() < 0.7:
        shape.bodies = [wasm.body(wasm.i32(0) if t == 1 else b"") for t in shape.own]


def odd_start(shape, rng, runtime):
    shape.own.append(rng.choice([0, 0, 1, 2]))
    shape.bodies.append(wasm.body(rng.choice([b"", wasm.UNREACHABLE, wasm.LOOP + wasm.branch(0) + wasm.END])))
    shape.start = shape.imported + rng.choice([0, 2, 2, 3])


def odd_global(shape, rng, runtime):
    count = rng.choice([1, 2, 255, 256, 257, 1000])
    shape.globals = [rng.choice([
        mutable_global(), mutable_global("l", 1, wasm.i64(-1)), mutable_global("f", 0, b"\x43" + bytes(4)),
        mutable_global("i", 0, wasm.global_get(0)), mutable_global("i", 2), mutable_global("i", 1, wasm.i64(0)),
        mutable_global("i", 1, wasm.i32(1) + wasm.i32(2)), mutable_global("i", 1, wasm.i32(1) + wasm.i32(2) + wasm.ADD),
    ] if rng.random() < 0.02 or count < 3 else [mutable_global()]) for _ in range(count)]
    if rng.random() < 0.2:
        shape.exports.append(("global", 3, 0))


def odd_table(shape, rng, runtime):
    size = rng.choice([0, 1, 2, 4095, 4096, 4097, 10**6, 10**7 + 1, 2**32 - 1])
    shape.tables = [bytes([rng.choice([0x70, 0x70, 0x70, 0x6F])]) + wasm.limits(size,
        rng.choice([None, size, size - 1, 4096]) if size else None)]
    shape.tables *= rng.choice([1, 1, 1, 2])
    if rng.random() < 0.6:
        at = rng.choice([0, 1, size - 1, size, -1])
        entries = [wasm.unsigned(rng.choice([0, 1, 1, 40])) for _ in range(rng.choice([0, 1, 2]))]
        entries = wasm.vector(entries)
        plain = b"\0" + wasm.i32(at) + wasm.END + entries
        named = b"\x02" + rng.choice([b"\0", b"\0", b"\x01", b"\x80\0"]) + wasm.i32(at) + wasm.END + b"\0" + entries
        shape.elements = [rng.choice([plain, plain, named, named, b"\x01\0" + entries,
            b"\x04" + wasm.i32(at) + wasm.END + b"\0"])]
        shape.elements += [rng.choice([plain, named])] if rng.random() < 0.3 else []
    if rng.random() < 0.1:
        shape.exports.append(("table", 1, 0))


def odd_data(shape, rng, runtime):
    for _ in range(rng.choice([1, 2])):
        at = rng.choice([0, 65535, 65536, 65537, 16 * 65536, -1, -65536])
        offset = rng.choice([wasm.i32(at), wasm.i32(at), wasm.i64(at), wasm.global_get(0), b"", wasm.i32(at) * 2])
        flags = rng.choice([b"\0", b"\0", b"\0", b"\x01", b"\x02\0", b"\x02\0", b"\x02\x01", b"\x02\x80\0", b"\x80\0"])
        shape.data.append(flags + offset + wasm.END + wasm.data(rng.randbytes(rng.choice([0, 1, 2, 9]))))


def odd_code(shape, rng, runtime):
    """Instructions of other proposals, floats, bad types, labels and locals."""
    one, long = wasm.i32(1), wasm.i64(1)
    code = rng.choice([
        one + bytes([rng.choice(SIGN_EXTENSION[:2])]) + wasm.DROP,
            long + bytes([rng.choice(SIGN_EXTENSION[2:])]) + wasm.DROP,
        b"\x43" + bytes(4) + b"\xfc" + bytes([rng.choice(SATURATING)]) + wasm.DROP,
        one * 3 + b"\xfc" + bytes([rng.choice(BULK)]) + bytes(rng.choice([0, 1, 2])),
        b"\xd0\x70" + wasm.DROP, b"\xd2\0" + wasm.DROP, b"\x12\0", b"\xfd\x0c" + bytes(16) + wasm.DROP, b"\x06\x40\x0b",
        b"\x43" + bytes(4) + wasm.DROP, b"\x44" + bytes(8) + wasm.DROP, one + b"\xb2" + wasm.DROP,
        one + b"\xbe" + wasm.DROP,
        one + long + wasm.ADD + wasm.DROP, wasm.ADD, one, wasm.branch(1), wasm.branch(0), wasm.local_get(0) + wasm.DROP,
        b"\x02\x7f" + wasm.END, b"\x02\x7f" + one + wasm.END + wasm.DROP, b"\x02\x03" + wasm.END,
        wasm.UNREACHABLE + wasm.ADD + wasm.DROP,
        one + b"\x28\x03\0" + wasm.DROP, one + b"\x28\x02" + wasm.unsigned(2**32 - 1) + wasm.DROP,
        one + b"\x40\x01" + wasm.DROP,
        one + wasm.branch_table([0] * rng.choice([255, 256, 257, 5000]), 0), one + b"\x11\0\0", wasm.call(50),
        b"\x1c\x01\x7f",
        wasm.BLOCK * 3000 + wasm.END * 3000, wasm.END, one * 3 + b"\x1b" + wasm.DROP,
        one * 3 + b"\x1c\x01\x7f" + wasm.DROP,
        *(one + access + wasm.DROP for access in (  # a memory that is named, numbers longer than they need be
            b"\x28\x42\0\0", b"\x28\x42\0\x1a\x0b", b"\x28\x42\x01\0", b"\x28\x82\0\0", b"\x28\x02\x80\0",
                b"\x2d\x40\0\x80\0", b"\x28\x43\0\0")),
        b"\x41\x80\0" + wasm.DROP, b"\x41\xff\xff\xff\xff\x7f" + wasm.DROP, b"\x41\x80\x80\x80\x80\x40" + wasm.DROP,
            b"\x42" + b"\x80" * 9 + b"\0\x1a",
        b"\x02\xc0\x7f\x0b", b"\x02\xff\x7f" + one + b"\x0b\x1a", b"\x0c\x80\0", b"\x10\x82\x80\0",
            one + b"\x40\x80\0\x1a",
        wasm.global_get(0) + wasm.DROP, one + wasm.global_set(0), b"\xff", b"\xfe\0", wasm.MEMORY_SIZE + wasm.DROP,
            b"\x3f\x01" + wasm.DROP,
    ])
    count = rng.choice([1, 1, 128, 1023, 1024, 1025, 49999, 50001, 2**32 - 1])
    locals_ = rng.choice([[], [], [(count, rng.choice("ilf"))], [(2**31, "i"), (2**31, "i")], [(1, "i")] * 1100])
    shape.bodies[rng.randrange(2)] = wasm.body(code, locals_)


def odd_type(shape, rng, runtime):
    count = rng.choice([0, 1, 127, 128, 129, 1000, 1001])
    shape.types.append(rng.choice([
        wasm.function_type("i" * count), wasm.function_type("", "ii"), wasm.function_type("f", "f"), b"\x61\0\0",
            b"\x60\x01\x70\0",
        b"\x60\x01\x00\0", wasm.function_type("", "i"),
    ]))
    if rng.random() < 0.5:
        shape.own.append(len(shape.types) - 1)
        shape.bodies.append(wasm.body(wasm.UNREACHABLE))


def odd_custom(shape, rng, runtime):
    for _ in range(rng.choice([1, 2])):
        name = rng.choice(["name", "producers", "x", "", b"\xff", "target_features", "name"])
        content = rng.choice([b"", b"\x01\x02\x03", b"\0\x02\x01a", b"\x01\x80", b"\xff" * 9, b"\x02\x04\x01\0\x01\0",
            rng.randbytes(20)])
        shape.custom.append((rng.randrange(9), name, content))


def odd_order(shape, rng, runtime):
    def change(parts):
        choice = rng.randrange(6)
        if choice == 0:
            parts.append(parts.pop(rng.randrange(len(parts))))
        elif choice == 1:
            parts.append(parts[rng.randrange(len(parts))])
        elif choice == 2:
            parts.insert(rng.randrange(len(parts)),
                wasm.section(rng.choice([12, 13, 99]), wasm.unsigned(rng.choice([0, 1]))))
        elif choice == 3:
            del parts[rng.randrange(len(parts))]
        elif choice == 4:
            parts.insert(rng.randrange(len(parts)), wasm.section(rng.choice([4, 6, 9, 11]), b"\0"))
        else:
            at = rng.randrange(len(parts))
            parts[at] = parts[at][:-1]
    shape.order = change


def odd_lengths(shape, rng, runtime):
    """Sections' lengths written with more bytes than they need."""
    def change(parts):
        for at in range(len(parts)):
            if rng.random() < 0.5 and parts[at][1] < 128:
                parts[at] = parts[at][:1] + bytes([parts[at][1] | 128]) + rng.choice([b"\0", b"\x80\0",
                    b"\x80\x80\0"]) + parts[at][2:]
    shape.order = change


def odd_tail(shape, rng, runtime):
    shape.tail = rng.choice([b"\0", b"\0\x01\0", b"\xff", bytes(8), b"\0\x05\x01a"])


ODDITIES = [odd_import, odd_import, odd_import, odd_other_import, odd_memory, odd_memory, odd_export, odd_entry,
    odd_start, odd_global,
            odd_table, odd_data, odd_code, odd_code, odd_code, odd_type, odd_custom, odd_order, odd_lengths, odd_tail]


def random_module(rng, runtime, wholes):
    """A small module with oddities, or one of the whole ones with a few bytes changed."""
    if rng.random() < 0.2:
        return mutated(rng, rng.choice(wholes), rng.choice([1, 1, 2, 5]))
    shape = Shape()
    for oddity in rng.sample(ODDITIES, rng.choice([1, 1, 2, 3])):
        oddity(shape, rng, runtime)
    code = shape.encoded()
    if rng.random() < 0.05:
        return rng.choice([mutated(rng, code, 1), b"", b"\0asm", code[:4] + b"\x02\0\0\0" + code[8:]])
    return code


def mutated(rng, code, times):
    for _ in range(times):
        at = rng.randrange(len(code))
        other = bytes([code[at] ^ 1 << rng.randrange(8)])
        code = rng.choice([code[:at] + rng.randbytes(1) + code[at + 1 :], code[:at] + other + code[at + 1 :],
                           code[:at] + code[at + 1 :] if rng.random() < 0.2 else code[:at] + other + code[at + 1 :]])
    return code
