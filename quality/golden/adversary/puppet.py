"""The puppet: a contract that does what its input says, one host call for each instruction.

An instruction is its number (one byte) and eight bytes, little-endian, for each argument. What a host function returns
is appended to a log. Instruction 0, and every number that is none, ends the run: the log and a hash of the whole
memory are returned, so that any byte that a host function wrote elsewhere shows.
"""

import wasm
from wasm import (ADD, AND, BLOCK, DROP, ELSE, END, EQZ, IF, LOAD8, LOAD32, LOAD64, LOOP, MEMORY_GROW, MEMORY_SIZE, NE,
                  RETURN, SHL, STORE8, STORE32, STORE64, SUB, UNREACHABLE)

LOG, PROGRAM = 0x1000, 0x8000
PAGE = 1 << 16

# module, name, parameters (i: i32, l: i64), result
FUNCTIONS = [
    ("seal0", "set_storage", "iii", ""), ("seal1", "set_storage", "iii", "i"), ("seal2", "set_storage", "iiii", "i"),
    ("seal0", "clear_storage", "i", ""), ("seal1", "clear_storage", "ii", "i"),
    ("seal0", "get_storage", "iii", "i"), ("seal1", "get_storage", "iiii", "i"),
    ("seal0", "contains_storage", "i", "i"), ("seal1", "contains_storage", "ii", "i"),
    ("seal0", "take_storage", "iiii", "i"), ("seal0", "transfer", "iiii", "i"),
    ("seal0", "call", "iiliiiiii", "i"), ("seal1", "call", "iiliiiii", "i"),
    ("seal0", "delegate_call", "iiiiii", "i"),
    ("seal0", "instantiate", "iiliiiiiiiiii", "i"), ("seal1", "instantiate", "iliiiiiiiii", "i"),
    ("seal0", "terminate", "ii", ""), ("seal1", "terminate", "i", ""),
    ("seal0", "input", "ii", ""), ("seal0", "seal_return", "iii", ""), ("seal0", "caller", "ii", ""),
    ("seal0", "is_contract", "i", "i"), ("seal0", "code_hash", "iii", "i"), ("seal0", "own_code_hash", "ii", ""),
    ("seal0", "caller_is_origin", "", "i"), ("seal0", "address", "ii", ""), ("seal0", "weight_to_fee", "lii", ""),
    ("seal0", "gas_left", "ii", ""), ("seal0", "balance", "ii", ""), ("seal0", "value_transferred", "ii", ""),
    ("seal0", "now", "ii", ""), ("seal0", "minimum_balance", "ii", ""), ("seal0", "block_number", "ii", ""),
    ("seal0", "deposit_event", "iiii", ""), ("seal0", "hash_sha2_256", "iii", ""),
    ("seal0", "hash_keccak_256", "iii", ""), ("seal0", "hash_blake2_256", "iii", ""),
    ("seal0", "hash_blake2_128", "iii", ""), ("seal0", "ecdsa_recover", "iii", "i"),
    ("seal0", "ecdsa_to_eth_address", "ii", "i"), ("seal0", "set_code_hash", "i", "i"),
    ("seal0", "call_chain_extension", "iiiii", "i"), ("seal0", "debug_message", "ii", "i"),
    ("seal0", "call_runtime", "ii", "i"), ("seal0", "instantiation_nonce", "", "l"),
]
SINCE = {"call_runtime": "1.1", "instantiation_nonce": "1.2"}
WITHOUT_ALIAS = {"seal_return", "call_runtime", "instantiation_nonce"}

# Linked where an old contract is called, not at upload; and what no release links.
DEPRECATED = [
    ("seal0", "random", "iiii", ""), ("seal1", "random", "iiii", ""), ("seal0", "tombstone_deposit", "ii", ""),
    ("seal0", "rent_allowance", "ii", ""), ("seal0", "restore_to", "iiiiiiii", ""),
    ("seal1", "restore_to", "iiiii", ""),
    ("seal0", "set_rent_allowance", "ii", ""), ("seal1", "set_rent_allowance", "i", ""),
]
UNSTABLE = [
    ("seal2", "call", "illiiiiiii", "i"), ("seal2", "instantiate", "illiiiiiiiiii", "i"),
    ("seal0", "caller_is_root", "", "i"), ("seal1", "weight_to_fee", "llii", ""), ("seal1", "gas_left", "ii", ""),
    ("seal0", "sr25519_verify", "iiii", "i"), ("seal0", "reentrance_count", "", "i"),
    ("seal0", "account_reentrance_count", "i", "i"), ("seal0", "add_delegate_dependency", "i", ""),
    ("seal0", "remove_delegate_dependency", "i", ""), ("seal0", "xcm_execute", "iii", "i"),
    ("seal0", "xcm_send", "iiii", "i"), ("seal0", "gas", "l", ""),
]

# The puppet's own instructions: name and number of arguments.
OWN = [
    ("finish", 0), ("store32", 2), ("store64", 2), ("copy", 3), ("fill", 3), ("skip_unless_0", 1), ("repeat", 2),
    ("spin", 1), ("recurse", 1), ("trap", 0), ("grow", 1), ("show", 1), ("leave", 0), ("indirect", 1),
]


def functions(runtime):
    return [f for f in FUNCTIONS if SINCE.get(f[1], "1.0") <= runtime]


def instructions(runtime):
    """Number and parameters of every instruction by name; host functions are called module.name."""
    named = [(name, "l" * count) for name, count in OWN]
    named += [(f"{module}.{name}", params) for module, name, params, _ in functions(runtime)]
    return {name: (number, params) for number, (name, params) in enumerate(named)}


def bytes_loop(pointer, count, each):
    """Does `each` and counts `pointer` up and `count` (locals) down to nothing."""
    return (
        BLOCK + LOOP + wasm.local_get(count) + EQZ + wasm.branch_if(1) + each
        + wasm.local_get(pointer) + wasm.i32(1) + ADD + wasm.local_set(pointer)
        + wasm.local_get(count) + wasm.i32(1) + SUB + wasm.local_set(count) + wasm.branch(0) + END + END
    )


class Puppet:
    """The module. Locals of its interpreter: the next instruction, the last result, three for loops."""

    PC, LAST, A, B, C = range(5)

    def __init__(self, runtime, alias=False, pages=(2, 16), start=False, mark=b"", results=("", "")):
        self.functions = functions(runtime)
        self.alias, self.pages, self.start, self.mark, self.results = alias, pages, start, mark, results

    def code(self):
        signatures = sorted({(params, result) for _, _, params, result in self.functions} | {("", ""), ("", "i"),
            ("i", "i")})
        types = {signature: index for index, signature in enumerate(signatures)}
        imports = [
            wasm.function_import(m, self.imported(n), types[params, result]) for m, n, params, result in self.functions
        ] + [wasm.memory_import(*self.pages)]
        self.first = len(self.functions)  # of the module's own: interpreter, recursion, the two entries
        entries = [types["", result] for result in self.results]
        own = [types["", ""], types["i", "i"], *entries]
        bodies = [
            wasm.body(self.interpreter(), [(5, "i")]),
            wasm.body(self.recursion()),
            *(wasm.body(wasm.call(self.first) + (wasm.i32(7) if result else b"")) for result in self.results),
        ]
        exports = [wasm.export("call", 0, self.first + 2), wasm.export("deploy", 0, self.first + 3)]
        table = wasm.vector([b"\x70" + wasm.limits(4, 4)])
        elements = wasm.vector([b"\0" + wasm.i32(0) + END + wasm.vector([wasm.unsigned(self.first + n) for n in (1,
            2)])])
        parts = [
            (1, wasm.vector([wasm.function_type(*signature) for signature in signatures])),
            (2, wasm.vector(imports)),
            (3, wasm.vector([wasm.unsigned(index) for index in own])),
            (4, table),
            (6, wasm.vector([b"\x7f\x01" + wasm.i32(LOG) + END])),
            (7, wasm.vector(exports)),
            (8, wasm.unsigned(self.first)) if self.start else None,
            (9, elements),
            (10, wasm.vector(bodies)),
            (11, wasm.vector([b"\0" + wasm.i32(0x40) + END + wasm.data(self.mark)])) if self.mark else None,
        ]
        return wasm.HEADER + b"".join(wasm.section(*part) for part in parts if part)

    def imported(self, name):
        return "seal_" + name if self.alias and name not in WITHOUT_ALIAS else name

    def host(self, module, name):
        return wasm.call(next(i for i, f in enumerate(self.functions) if f[:2] == (module, name)))

    def argument(self, index, letter="i"):
        return wasm.local_get(self.PC) + wasm.load(LOAD64 if letter == "l" else LOAD32, 1 + 8 * index)

    def interpreter(self):
        handlers = [(getattr(self, name)(), 1 + 8 * count) for name, count in OWN]
        handlers += [(self.host_call(f), 1 + 8 * len(f[2])) for f in self.functions]
        room = self.pages[0] * PAGE - PROGRAM
        code = wasm.i32(4) + wasm.i32(room) + wasm.load(STORE32)
        code += wasm.i32(PROGRAM) + wasm.i32(4) + self.host("seal0", "input")
        code += wasm.i32(PROGRAM) + wasm.local_set(self.PC) + LOOP + BLOCK * len(handlers)
        code += wasm.local_get(self.PC) + wasm.load(LOAD8) + wasm.branch_table(range(len(handlers)), 0)
        for number, (handler, length) in enumerate(handlers):
            step = wasm.local_get(self.PC) + wasm.i32(length) + ADD + wasm.local_set(self.PC)
            code += END + handler + step + wasm.branch(len(handlers) - 1 - number)
        return code + END

    def recursion(self):
        down = wasm.local_get(0) + wasm.i32(1) + SUB + wasm.call(self.first + 1) + wasm.i32(1) + ADD
        return wasm.local_get(0) + b"\x04\x7f" + down + ELSE + wasm.i32(0) + END

    def logged(self, value, letter="i"):
        store, size = (STORE64, 8) if letter == "l" else (STORE32, 4)
        keep = wasm.local_tee(self.LAST) if letter == "i" else b""
        move = wasm.global_get(0) + wasm.i32(size) + ADD + wasm.global_set(0)
        return wasm.global_get(0) + value + keep + wasm.load(store) + move

    def host_call(self, function):
        module, name, params, result = function
        value = b"".join(self.argument(i, letter) for i, letter in enumerate(params)) + self.host(module, name)
        return self.logged(value, result) if result else value

    def finish(self):
        memory = wasm.i32(0) + MEMORY_SIZE + wasm.i32(16) + SHL + wasm.global_get(0)
        length = wasm.global_get(0) + wasm.i32(LOG - 32) + SUB
        answer = wasm.i32(0) + wasm.i32(LOG) + length + self.host("seal0", "seal_return")
        return memory + self.host("seal0", "hash_blake2_256") + answer + RETURN

    def store32(self):
        return self.argument(0) + self.argument(1) + wasm.load(STORE32)

    def store64(self):
        return self.argument(0) + self.argument(1, "l") + wasm.load(STORE64)

    def into(self, *locals_):
        return b"".join(self.argument(index) + wasm.local_set(local) for index, local in enumerate(locals_))

    def copy(self):
        each = wasm.local_get(self.A) + wasm.local_get(self.B) + wasm.load(LOAD8) + wasm.load(STORE8)
        each += wasm.local_get(self.B) + wasm.i32(1) + ADD + wasm.local_set(self.B)
        return self.into(self.A, self.B, self.C) + bytes_loop(self.A, self.C, each)

    def fill(self):
        each = wasm.local_get(self.A) + wasm.local_get(self.B) + wasm.load(STORE8)
        return self.into(self.A, self.B, self.C) + bytes_loop(self.A, self.C, each)

    def skip_unless_0(self):
        further = wasm.local_get(self.PC) + self.argument(0) + ADD + wasm.local_set(self.PC)
        return wasm.local_get(self.LAST) + IF + further + END

    def repeat(self):
        """Counts the word at the first argument down; while it is not 0, the run goes on at the second."""
        less = self.argument(0) + self.argument(0) + wasm.load(LOAD32) + wasm.i32(1) + SUB + wasm.local_tee(self.A)
        back = self.argument(1) + wasm.i32(17) + SUB + wasm.local_set(self.PC)
        return less + wasm.load(STORE32) + wasm.local_get(self.A) + IF + back + END

    def spin(self):
        return self.into(self.A) + bytes_loop(self.B, self.A, b"")

    def recurse(self):
        return self.logged(self.argument(0) + wasm.call(self.first + 1))

    def trap(self):
        return UNREACHABLE

    def grow(self):
        return self.logged(self.argument(0) + MEMORY_GROW)

    def show(self):
        return self.logged(self.argument(0) + wasm.load(LOAD64), "l")

    def leave(self):
        return RETURN

    def indirect(self):
        return self.logged(wasm.i32(3) + self.argument(0) + b"\x11" + wasm.unsigned(self.indirect_type()) + b"\0")

    def indirect_type(self):
        signatures = sorted({(f[2], f[3]) for f in self.functions} | {("", ""), ("", "i"), ("i", "i")})
        return signatures.index(("i", "i"))
