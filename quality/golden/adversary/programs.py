"""Programs for the puppet: random host calls whose arguments are as hostile as the seed wants them."""

import puppet
from puppet import PAGE, PROGRAM

SCRATCH = 0x2000  # where outputs go: between the log and the program
ALL_BITS = 0xFFFFFFFF
VALUES = [0, 0, 1, 2, 7, 1000, 10**9, 10**15, 2**64, 2**127, 2**128 - 1]
GAS = [0, 0, 0, 1, 7999, 10**6, 3 * 10**8, 10**9, 3 * 10**9, 10**11, 2**63, 2**64 - 1]
CALL_FLAGS = [0, 0, 1, 2, 3, 4, 5, 6, 8, 8, 9, 10, 12, 13, 14, 15, 16, 31, 1 << 31, ALL_BITS]
KEYS = [bytes([n]) * 32 for n in (0, 0, 0, 1, 2)]
SALTS = [b"", b"", b"a", b"\0", bytes(32), b"s" * 100]
TEXTS = [b"", b"a", "Phala ħ".encode(), b"\xff\xfe", b"\xc0\x80", b"ab\xe2\x82", b"x" * 300]
# Of secp256k1: a point's abscissa, and a number that is no secret any more.
GENERATOR = bytes.fromhex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
SECP256K1_ORDER = bytes.fromhex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")
# Of Ed25519: points that any signature may fit, some written in a way that is not the shortest, and the group's order.
SMALL_ORDER = [bytes.fromhex(point) for point in (
    "00" * 32, "01" + "00" * 31, "01" + "00" * 30 + "80", "ec" + "ff" * 30 + "7f", "00" * 31 + "80",
        "ed" + "ff" * 30 + "7f",
    "ee" + "ff" * 30 + "7f", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "ff" * 32,
)]
ED25519_ORDER = bytes.fromhex("edd3f55c1a631258d69cf7a2def9de14" + "00" * 15 + "10")
SECRETS = [bytes(range(32)), bytes(32), b"\xff" * 32, b"\1" * 31, b"\2" * 33, bytes(range(64)), b"", SECP256K1_ORDER]
# Functions whose answer in a query is chance or the time.
CHANCE = {2, 11, 18}


class Data:
    """Bytes that lie behind the program; as an argument, a pointer to them."""

    def __init__(self, content, skip=0):
        self.content, self.skip = bytes(content), skip


def compact(number):
    if number < 1 << 6:
        return bytes([number << 2])
    if number < 1 << 14:
        return (number << 2 | 1).to_bytes(2, "little")
    if number < 1 << 30:
        return (number << 2 | 2).to_bytes(4, "little")
    size = max(4, (number.bit_length() + 7) // 8)
    return bytes([size - 4 << 2 | 3]) + number.to_bytes(size, "little")


def scale_bytes(content):
    return compact(len(content)) + content


def u128(number):
    return number.to_bytes(16, "little")


class World:
    """What a session knows: accounts, contracts and code that are there, and some that are not."""

    def __init__(self, runtime, rng):
        self.runtime, self.rng = runtime, rng
        self.instructions = puppet.instructions(runtime)
        self.accounts, self.contracts, self.hashes = [], [], []
        self.mainly = []  # contracts that are there, unless they ended themselves
        self.query, self.pages, self.hostility = False, 2, 0.1
        self.plain = False  # values that pack well
        self.value_limit = 1 << 20 if runtime == "1.2" else 16 << 10

    def account(self):
        if self.rng.random() < 0.05:
            return self.rng.choice([bytes(32), b"\xff" * 32, self.rng.randbytes(32)])
        return self.rng.choice(self.accounts + 2 * self.contracts)

    def contract(self):
        if self.rng.random() < 0.05:
            return self.account()
        return self.rng.choice(self.mainly if self.rng.random() < 0.85 else self.contracts)

    def code_hash(self):
        return self.rng.randbytes(32) if self.rng.random() < 0.07 else self.rng.choice(self.hashes)


class Program:
    """Instructions, and behind them the bytes that they point to."""

    def __init__(self, world, depth=0):
        self.world, self.rng, self.depth = world, world.rng, depth
        self.steps = []
        self.end = world.pages * PAGE

    def add(self, name, *arguments):
        number, params = self.world.instructions[name]
        assert len(params) == len(arguments), (name, params, arguments)
        self.steps.append((number, arguments))

    def length(self):
        return sum(1 + 8 * len(arguments) for _, arguments in self.steps)

    def encoded(self):
        code, data, start = bytearray(), bytearray(), PROGRAM + self.length() + 1
        for number, arguments in self.steps:
            code.append(number)
            for argument in arguments:
                if isinstance(argument, Data):
                    pointer = start + len(data) + argument.skip
                    data += argument.content
                    argument = pointer
                code += (argument & (1 << 64) - 1).to_bytes(8, "little")
        return bytes(code) + b"\0" + bytes(data)

    # -- kinds of arguments ------------------------------------------------------------------------------------

    def odd(self):
        """A pointer or length that is nobody's."""
        near = self.end + self.rng.choice([-66, -65, -64, -33, -32, -31, -17, -16, -5, -4, -3, -1, 0, 1])
        far = [0, 1, 4, 0x7FFFFFFF, 0x80000000, ALL_BITS - 31, ALL_BITS - 3, ALL_BITS]
        return self.rng.choice([near, near, *self.rng.sample(far, 2), self.rng.randrange(self.end),
            self.rng.getrandbits(32)])

    def hostile(self):
        return self.rng.random() < self.world.hostility

    def pointer(self, content):
        return self.odd() if self.hostile() else Data(content)

    def region(self, content):
        """Pointer and length of these bytes, more or less."""
        length = len(content)
        if self.hostile():
            length = self.rng.choice([length + 1, max(0, length - 1), 0, self.odd()])
        return self.pointer(content), length

    def key(self):
        return [self.pointer(self.rng.choice(KEYS))]

    def long_key(self):
        size = self.rng.choice([0, 1, 2, 31, 127, 128, 129]) if self.rng.random() < 0.25 else 32
        return self.region(self.rng.choice(KEYS)[:1] * size)

    def value(self):
        if self.rng.random() < 0.08:  # whatever lies in memory, of a length near the limit
            limit = self.world.value_limit
            start = self.rng.randrange(64)
            return start, self.rng.choice([limit - 1, limit, limit + 1, self.end - start, self.end - start + 1])
        value = self.rng.randbytes(self.rng.choice([0, 1, 4, 31, 32, 33, 64, 200, 1000]))
        return self.region(b"Z" * len(value) if self.world.plain else value)

    def output(self, size):
        """Pointers of an output and of its length, which says how much room there is."""
        place = SCRATCH + 8 * self.rng.randrange(64)
        room = self.rng.choice([0x2000] * 8 + [size, size, max(0, size - 1), 0, ALL_BITS])
        length = 0x600 + 4 * self.rng.randrange(32)
        if self.hostile():
            length = self.rng.choice([place, place + 1, place + 4, place - 3, place + size - 4, place + size - 1,
                self.odd()])
        if self.hostile():
            place = self.rng.choice([self.odd(), self.end - size, self.end - size + 1, PROGRAM, PROGRAM - 3])
        if length <= self.end - 4 and self.rng.random() < 0.95:
            self.add("store32", length, room)
        return place, length

    def skippable(self, size):
        place, length = self.output(size)
        return (ALL_BITS if self.rng.random() < 0.3 else place), length

    def to(self):
        return [self.odd() if self.hostile() else SCRATCH + 4 * self.rng.randrange(256)]

    def value_of(self, amounts=VALUES):
        return self.pointer(u128(self.rng.choice(amounts)))

    def sized(self, pointer, size):
        """A pointer with a length that should be that of its type, and does not matter."""
        return pointer, (self.odd() if self.rng.random() < 0.1 else size)

    def data_for(self):
        """What a called contract gets: mostly a program of its own."""
        if self.rng.random() < 0.1:
            return self.region(self.rng.randbytes(self.rng.choice([0, 1, 4, 40])))
        if self.depth >= 3:
            return self.region(b"")
        return self.region(random_program(self.world, self.depth + 1, self.rng.choice([1, 2, 4])).encoded())

    # -- host functions ----------------------------------------------------------------------------------------

    def arguments(self, name):
        """Arguments for a host function, after instructions that make room for its outputs."""
        world, rng = self.world, self.rng
        function = name.split(".")[1]
        if function in ("set_storage", "clear_storage", "get_storage", "contains_storage", "take_storage"):
            return self.storage(name)
        if function in ("call", "delegate_call", "instantiate"):
            return self.calling(name)
        if function.startswith("hash_"):
            return *self.value(), *self.to()
        match function:
            case "transfer":
                return *self.sized(self.pointer(world.account()), 32), *self.sized(self.value_of(), 16)
            case "terminate":
                whom = self.pointer(world.account())
                return self.sized(whom, 32) if name == "seal0.terminate" else [whom]
            case "seal_return":
                return rng.choice([0, 0, 1, 1, 2, 3, 1 << 31, ALL_BITS]), *self.value()
            case "is_contract":
                return [self.pointer(world.account())]
            case "code_hash":
                return self.pointer(world.account()), *self.output(32)
            case "set_code_hash":
                return [self.pointer(world.code_hash())]
            case "weight_to_fee":
                return rng.choice(GAS), *self.output(16)
            case "deposit_event":
                return *self.topics(), *self.value()
            case "ecdsa_recover":
                recovery = rng.choice([0, 1, 2, 3, 4, 27, 28, 29, 255])
                numbers = rng.choice([rng.randbytes(64), rng.randbytes(31) + b"\1" + bytes(32), bytes(64), b"\xff" * 64,
                                      b"\x10" * 32 + b"\x7f" + b"\xff" * 31, b"\x10" * 32 + b"\x80" + bytes(31),
                                      bytes(16) + rng.randbytes(48)])
                return self.pointer(numbers + bytes([recovery])), self.pointer(rng.choice([rng.randbytes(32),
                    bytes(32)])), *self.to()
            case "ecdsa_to_eth_address":
                key = bytes([rng.choice([2, 2, 3, 4, 0, 6])]) + rng.choice([GENERATOR, rng.randbytes(32), b"\xff" * 32])
                return self.pointer(key), *self.to()
            case "call_chain_extension":
                return self.extension()
            case "debug_message":
                return self.value() if rng.random() < 0.3 else self.region(rng.choice(TEXTS))
            case "call_runtime":
                return self.region(self.mangled(self.runtime_call()))
            case "caller_is_origin" | "instantiation_nonce":
                return []
            case "input":
                return self.output(rng.choice([0, 40, 200]))
            case "gas_left" | "now":
                return self.output(8)
            case "block_number":
                return self.output(4)
            case "balance" | "value_transferred" | "minimum_balance":
                return self.output(16)
            case _:  # caller, address, own_code_hash
                return self.output(32)

    def storage(self, name):
        parts = {
            "seal0.set_storage": (self.key, self.value), "seal1.set_storage": (self.key, self.value),
            "seal2.set_storage": (self.long_key, self.value),
            "seal0.clear_storage": (self.key,), "seal1.clear_storage": (self.long_key,),
            "seal0.contains_storage": (self.key,), "seal1.contains_storage": (self.long_key,),
            "seal0.get_storage": (self.key, self.stored), "seal1.get_storage": (self.long_key, self.stored),
            "seal0.take_storage": (self.long_key, self.stored),
        }[name]
        return [argument for part in parts for argument in part()]

    def stored(self):
        return self.output(self.rng.choice([0, 1, 4, 32, 200, 1000]))

    def calling(self, name):
        world, rng = self.world, self.rng
        whom = self.pointer(world.contract() if name.endswith(".call") else world.code_hash())
        gas, value = rng.choice(GAS), self.value_of([0, 0, 0, 0, 1, 7, 1000] if rng.random() < 0.85 else VALUES)
        data, answer = self.data_for(), self.skippable(64)
        flags = rng.choice(CALL_FLAGS)
        match name:
            case "seal0.call":
                return *self.sized(whom, 32), gas, *self.sized(value, 16), *data, *answer
            case "seal1.call":
                return flags, whom, gas, value, *data, *answer
            case "seal0.delegate_call":
                return flags & ~8 if rng.random() < 0.8 else flags, whom, *data, *answer
        salt, address = self.region(rng.choice(SALTS)), self.skippable(32)
        if name == "seal0.instantiate":
            return *self.sized(whom, 32), gas, *self.sized(value, 16), *data, *address, *answer, *salt
        return whom, gas, value, *data, *address, *answer, *salt

    def topics(self):
        rng = self.rng
        count = rng.choice([0, 0, 1, 2, 3, 4, 5, 6])
        topics = b"".join(rng.choice(KEYS) if rng.random() < 0.5 else rng.randbytes(32) for _ in range(count))
        if count == 0 and rng.random() < 0.5:
            return self.region(b"")
        return self.region(self.mangled(compact(count) + topics))

    def mangled(self, encoded):
        """Mostly as it is; otherwise a byte too few, too many, or another one."""
        if not self.hostile():
            return encoded
        at = self.rng.randrange(len(encoded) + 1)
        return self.rng.choice([
            encoded[:-1], encoded + b"\0", encoded[:at], encoded[:at] + self.rng.randbytes(1) + encoded[at + 1 :],
            self.rng.randbytes(len(encoded)), b"\xff" * len(encoded), b"",
        ])

    # -- the chain extension -----------------------------------------------------------------------------------

    def extension(self):
        rng = self.rng
        function = rng.choice([*range(1, 27), rng.getrandbits(16)] if not self.world.query else
                              [number for number in range(1, 27) if number not in CHANCE])
        identity = rng.choice([0] * 12 + [1, 0x8000]) << 16 | function
        encoded = self.extension_input(function)
        return identity, *self.region(self.mangled(encoded)), *self.output(rng.choice([0, 1, 8, 32, 65, 33, 66]))

    def extension_input(self, function):
        rng = self.rng
        kind = bytes([rng.choice([0, 1, 2, 2, 3])])
        secret = scale_bytes(rng.choice(SECRETS + [rng.randbytes(32), rng.randbytes(64)]))
        message = scale_bytes(rng.choice([b"", b"message", b"m" * 70]))
        short = scale_bytes(rng.choice([b"", b"k", b"key" * 20]))
        match function:
            case 1:
                return self.request()
            case 2:
                return kind + secret + message
            case 3:
                public = rng.choice([rng.randbytes(32), rng.choice(SMALL_ORDER), rng.choice(SMALL_ORDER)])
                public = rng.choice([b"\2" + GENERATOR, rng.randbytes(33)]) if kind[0] == 2 else public
                public = public if rng.random() < 0.9 else rng.choice([b"", b"\2" + GENERATOR, bytes(32)])
                scalar = rng.choice([bytes(32), bytes(31) + b"\x80", b"\1" + bytes(31), ED25519_ORDER,
                    rng.randbytes(32)])
                signature = rng.choice([*SMALL_ORDER, GENERATOR, rng.randbytes(32)]) + scalar
                signature += bytes([rng.choice([0, 0, 1, 2, 27])]) if kind[0] == 2 or rng.random() < 0.05 else b""
                return kind + scale_bytes(public) + message + scale_bytes(signature[rng.random() < 0.04 :])
            case 4 | 8 | 9:
                return short
            case 5:
                return kind + secret
            case 6:
                return short + message
            case 7:
                return short + rng.choice([0, 1, 2**64 - 1]).to_bytes(8, "little")
            case 10:
                return bytes([rng.choice([0, 1, 5, 6, 255])]) + scale_bytes(rng.choice(TEXTS))
            case 11:
                return bytes([rng.choice([0, 1, 255])])
            case 13:
                return secret + rng.randbytes(32)
            case 14:
                return rng.randbytes(65) + rng.randbytes(32) + b"\2" + rng.randbytes(32)
            case 16 | 20:
                return self.world.account()
            case 19:
                return self.world.code_hash() + bytes([rng.choice([0, 1, 1, 2])])
            case 22:
                requests = [self.request() for _ in range(rng.choice([0, 1, 2, 5, 6]))]
                return compact(len(requests)) + b"".join(requests) + rng.choice([0, 1, 10**4]).to_bytes(8, "little")
            case 24:
                codes = [bytes([rng.choice([0, 0, 1, 1,
                    2])]) + scale_bytes(rng.choice(TEXTS[:3])) for _ in range(rng.choice([0, 1, 2]))]
                return compact(len(codes)) + b"".join(codes) + compact(1) + scale_bytes(rng.choice(TEXTS[:4]))
        return b""

    def request(self):
        rng = self.rng
        headers = [(scale_bytes(b"name"), scale_bytes(rng.choice(TEXTS[:3]))) for _ in range(rng.choice([0, 1, 3]))]
        url = scale_bytes(rng.choice([b"https://example.com/", b"", b"nonsense", b"\xff"]))
        method = scale_bytes(rng.choice([b"GET", b"POST", b"?", b""]))
        body = scale_bytes(rng.choice([b"", b"body"]))
        return url + method + compact(len(headers)) + b"".join(n + v for n, v in headers) + body

    # -- calls of the runtime's own ----------------------------------------------------------------------------

    def runtime_call(self):
        rng = self.rng
        if rng.random() < 0.15:
            return bytes([rng.randrange(8), rng.randrange(14)]) + rng.randbytes(rng.choice([0, 8, 33, 80]))
        who, hash_, amount = self.world.account(), self.world.code_hash(), compact(rng.choice(VALUES))
        text = scale_bytes(rng.choice(TEXTS))
        texts = compact(3) + b"".join(scale_bytes(rng.choice(TEXTS)) for _ in range(3))
        items = compact(2) + b"".join(scale_bytes(rng.choice(TEXTS)) for _ in range(4))
        weight = compact(rng.choice(GAS)) + compact(rng.choice(GAS))
        limit = rng.choice([b"\0", b"\1" + amount, b"\2"] if rng.random() < 0.3 else [b"\0", b"\1" + amount])
        code, salt = rng.choice(TEXTS), rng.choice(SALTS)
        old = amount + compact(rng.choice(GAS)) + limit  # of the time when gas was one number
        with_code = amount + weight + limit + scale_bytes(code) + text + scale_bytes(salt)
        with_hash = amount + weight + limit + hash_ + text + scale_bytes(salt)
        calling = who + amount + weight + limit + text
        forms = [
            (0, 0, text), (0, 1, rng.randbytes(8)), (0, 2, text), (0, 3, text), (0, 4, items), (0, 5, texts),
            (0, 6, text + rng.choice([bytes(4), b"\xff" * 4, rng.randbytes(4)])), (0, 7, text), (0, 8, b""),
            (1, 0, amount), (2, 0, who + amount), (2, 1, who + amount + amount), (2, 2, who + who + amount),
            (2, 3, who + amount), (2, 4, who + bytes([rng.choice([0, 1, 2])])), (2, 5, who + u128(7)),
            (2, 6, compact(2) + who + who), (2, 7, who + amount), (2, 8, who + amount), (2, 9, b""),
            (3, 0, b""), (4, 0, who + old + text), (4, 1, old + scale_bytes(code) + text + scale_bytes(salt)),
            (4, 2, old + hash_ + text + scale_bytes(salt)), (4, 0, calling), (4, 1, with_code), (4, 2, with_hash),
            (4, 3, text + limit + bytes([rng.choice([0, 1, 2])])),
            (4, 4, hash_), (4, 5, who + hash_), (4, 6, calling), (4, 7, with_code), (4, 8, with_hash), (4, 9, weight),
            (4, 10, b""), (5, 0, b""), (5, 1, text),
        ]
        pallet, call, arguments = rng.choice(forms)
        return bytes([pallet, call]) + arguments


# Common ones are drawn more often; so are those with the most to get wrong.
FAVOURITES = {"call": 5, "instantiate": 3, "delegate_call": 4, "call_chain_extension": 8, "call_runtime": 4,
    "set_storage": 4,
              "get_storage": 3, "take_storage": 3, "deposit_event": 3, "set_code_hash": 2, "terminate": 0.15,
                  "seal_return": 1.5}


def random_program(world, depth=0, length=None):
    program, rng = Program(world, depth), world.rng
    names = [name for name in world.instructions if "." in name]
    weights = [FAVOURITES.get(name.split(".")[1], 2) for name in names]
    for _ in range(length if length is not None else rng.choice([1, 1, 2, 3, 5, 8])):
        if rng.random() < 0.06:
            own_instruction(program)
        if rng.random() < 0.08:
            storage_burst(program)
        name = rng.choices(names, weights)[0]
        before = program.length()
        program.add(name, *program.arguments(name))
        if rng.random() < 0.04:
            flood(program, before)
    return program


def storage_burst(program):
    """What one item goes through."""
    rng, known = program.rng, program.world.instructions
    names = [name for name in known if name.endswith("_storage")]
    setters = [name for name in names if "set_" in name]
    for name in [rng.choice(setters), *rng.choices(names, k=rng.choice([1, 2, 4]))]:
        program.add(name, *program.arguments(name))


def own_instruction(program):
    rng = program.rng
    name, arguments = rng.choice([
        ("spin", [rng.choice([1, 1000, 50000])]), ("recurse", [rng.choice([1, 100, 300])]), ("trap", []),
        ("grow", [rng.choice([0, 1, 14, 15, 65536, ALL_BITS])]), ("show", [program.odd()]), ("leave", []),
        ("indirect", [rng.choice([0, 1, 2, 4, ALL_BITS])]), ("skip_unless_0", [9]),
        ("fill", [SCRATCH, 0xAA, rng.choice([0, 16, 600])]), ("copy", [SCRATCH, PROGRAM, 64]),
    ])
    program.add(name, *arguments)


def flood(program, start):
    """Repeats what the program does from there on."""
    counter = 0x800 + 4 * program.rng.randrange(64)
    program.steps.insert(0, (program.world.instructions["store32"][0], (counter, program.rng.choice([2, 5, 40]))))
    program.add("repeat", counter, PROGRAM + start + 17)
