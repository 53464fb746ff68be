#!/usr/bin/env python3
"""Writes sessions of an adversary: steps in the golden format, without answers, for `observer` to fill in.

    sessions.py OUT_DIR --runtime 1.2 --seeds 0:20 --steps 200

The same seed gives the same session. `--modules SEED.wasm...` writes another kind: it uploads and calls random modules
that `RandomModuleFiles` of tee/wasm wrote. `--limits ANSWERED.json...` a third: every call of an answered session
again, with gas limits around what it needed, and the same for the deposit. `--sweep` is not random: each argument of
each host function at each border.
"""

import argparse
import hashlib
import io
import json
import pathlib
import random

import modules
import programs
import puppet
import wasm
from programs import GAS, SALTS, VALUES, World, random_program, scale_bytes
from puppet import Puppet
from wasm import read_imports, read_leb, read_name

OWNER, TREASURY = "0e" * 32, "7e" * 32
USERS = ["a1" * 32, "b2" * 32, "c3" * 32]
POOR = "d4" * 32
CLUSTER_KEY = (
    "5ec164a297d739b34141a2e98df8f732a6938179de5e8fe5a7bcae3617934c0a"
    "7a9faa61097aa0ec5bed3aa1e55d47306438047a0ea467ec15cc423ea2931ec1"
)
ANSWERS = {
    "worker_pubkey": bytes(range(32)).hex(), "latest_system_code": "00", "js_eval": "02286a732073617973206869",
        "worker_sgx_quote": "00",
    "http_request": "00c800084f4b0430636f6e74656e742d7479706528746578742f706c61696e"
    "6c68656c6c6f2066726f6d2074686520666978656420616e73776572",
    "batch_http_request": "000800c800084f4b000c6f6e650105",
}
RARELY_KEPT = {"setup", "on_genesis", "on_runtime_upgrade"}
CLIP = 2_500_000_000_000


def blake2(content):
    return hashlib.blake2b(content, digest_size=32).digest()


def puppets(runtime):
    """Name, module and least pages of the contracts of every session."""
    since12 = runtime == "1.2"  # start functions are taken, and entries may return a number
    return {
        "puppet": Puppet(runtime), "puppet_b": Puppet(runtime, mark=b"b", pages=(2, 2)),
        "puppet_big": Puppet(runtime, pages=(18, 32)),
        "puppet_alias": Puppet(runtime, alias=True, results=("i" if since12 else "", "")),
        "puppet_start": Puppet(runtime, start=since12, mark=b"s"), "system": Puppet(runtime, mark=b"system"),
    }


class Session:
    def __init__(self, seed, runtime):
        self.rng = random.Random(f"adversary {seed}")
        self.runtime, self.seed = runtime, seed
        self.world = World(runtime, self.rng)
        self.puppets = puppets(runtime)
        self.codes = {name: puppet.code() for name, puppet in self.puppets.items()}
        self.hashes = {name: blake2(code) for name, code in self.codes.items()}
        self.pages = {}
        self.steps, self.block, self.now = [], 100, 1_700_000_000_000
        rng = self.rng
        self.cluster = {
            "cluster_id": blake2(f"cluster {seed}".encode()).hex(), "owner": OWNER, "deposit": str(10**15),
                "system_code": "system",
            "gas_price": rng.choice(["0", "1", "1", "3"]), "deposit_per_item": rng.choice(["0", "1", "100", "1000000"]),
            "deposit_per_byte": rng.choice(["0", "1", "7", "10000"]), "treasury": TREASURY,
        }
        self.world.accounts = [bytes.fromhex(account) for account in [OWNER, TREASURY, POOR, *USERS]]

    def step(self, op, inputs, mode="transaction", persist=True, **more):
        self.block += self.rng.choice([0, 1, 1, 2])
        self.now += self.rng.choice([0, 1, 12_000, 12_000, 12_000, -5_000])
        inputs = {**inputs, "block_number": self.block, "now_ms": self.now}
        step = {"n": len(self.steps), "op": op, "mode": mode, "persist": persist, **more, "in": inputs, "out": {}}
        if persist and self.rng.random() < 0.2:
            watched = self.world.accounts[:6] + self.world.contracts[-3:]
            step["out"]["balances"] = {account.hex(): [] for account in watched}
        self.steps.append(step)

    def made(self, deployer, code_hash, salt):
        return blake2(deployer + code_hash + bytes.fromhex(self.cluster["cluster_id"]) + salt)

    def play(self, count):
        self.begin()
        acts = [self.call] * 64 + [self.instantiate] * 10 + [self.upload] * 18 + [self.other] * 8
        while len(self.steps) < count:
            self.rng.choice(acts)()
        return self.document()

    def begin(self):
        rng, world = self.rng, self.world
        if rng.random() < 0.9:
            self.step("set_key", {"key": CLUSTER_KEY})
        self.step("setup", {"see": "cluster"})
        system = self.made(bytes.fromhex(OWNER), self.hashes["system"], b"")
        world.contracts, world.mainly, world.hashes = [system], [system], list(self.hashes.values())
        self.pages[system] = 2
        for account, value in zip(USERS, (10**14, 10**14, rng.choice([10**9, 10**12]))):
            self.step("deposit", {"who": account, "value": str(value)})
        for name in self.codes:
            if name != "system":
                self.step("upload_code",
                    {"origin": rng.choice(USERS[:2]), "deterministic": name != "puppet_b" or rng.random() < 0.7,
                        "code": name})
        for name in ("puppet", "puppet", "puppet_b", "puppet_big", "puppet_alias", "puppet_start"):
            self.instantiate(name, plain=True)
        world.mainly = list(world.contracts)

    def terms(self, mode, plain=False):
        """Arguments of a transaction: who pays, how much and up to where."""
        rng = self.rng
        gas = rng.choice([CLIP, CLIP - 1, 10**12]) if plain or rng.random() < 0.8 else rng.choice(
            [0, 1, 7999, 8000, 2**64 - 1, 10**13, int(10 ** rng.uniform(6, 11)), int(10 ** rng.uniform(8, 9.7)),
                int(10 ** rng.uniform(8, 9.7))])
        limit = None if plain or rng.random() < 0.75 else str(rng.choice([0, 1, 100, rng.randrange(10**5), 10**13,
            2**128 - 1]))
        origin = rng.choice(USERS[:2]) if plain or rng.random() < 0.85 else rng.choice([OWNER, TREASURY, POOR, *USERS,
            self.world.account().hex()])
        return {
            "origin": origin, "transfer": str(0 if plain or rng.random() < 0.7 else rng.choice(VALUES)),
                "gas_limit": gas,
            "gas_free": plain or rng.random() < 0.6, "storage_deposit_limit": limit,
            "deposit": str(rng.choice([0, 0, 10**9, 10**15,
            2**128 - 1]) if mode != "transaction" else rng.choice([0] * 9 + [5])),
            "call_nonce": rng.choice([None, None, "aabb", ""]), "call_origin": rng.choice([None, origin]),
        }

    def mode(self):
        mode = self.rng.choices(["transaction", "query", "estimating"], [60, 25, 15])[0]
        self.world.query = mode == "query"
        self.world.hostility = self.rng.choice([0, 0, 0, 0.01, 0.05, 0.3])
        return mode, mode == "transaction" and self.rng.random() < 0.85

    def program(self, pages):
        """Input for a puppet: sometimes none that it made for it."""
        self.world.pages = pages
        if self.rng.random() < 0.03:
            return self.rng.randbytes(self.rng.choice([0, 1, 3, 4, 50]))
        return random_program(self.world).encoded()

    def call(self):
        mode, persist = self.mode()
        contract = self.world.contract()
        inputs = {"contract": contract.hex(), "input": self.program(self.pages.get(contract, 2)).hex(),
            **self.terms(mode)}
        inputs["entry_contract"] = self.rng.choice([None, contract.hex()])
        more = {"cache_persists": True} if mode == "query" and self.rng.random() < 0.3 else {}
        self.step("call", inputs, mode, persist, **more)

    def instantiate(self, name=None, plain=False):
        rng = self.rng
        mode, persist = ("transaction", True) if plain else self.mode()
        if not plain and rng.random() < 0.3:
            self.world.mainly.append(self.instantiate(rng.choice(list(self.codes)), plain=True))
            return None
        name = name or rng.choice(list(self.codes))
        known = plain or rng.random() < 0.9
        code_hash = self.hashes[name] if known else self.world.code_hash()
        salt = rng.choice(SALTS) if rng.random() < 0.4 and not plain else rng.randbytes(4)
        terms = self.terms(mode, plain)
        pages = self.puppets[name].pages[0]
        program = b"" if plain else self.program(pages)
        self.step("instantiate",
            {"code_hash": code_hash.hex(), "input": program.hex(), "salt": salt.hex(), "entry_contract": None,
                **terms}, mode, persist)
        contract = self.made(bytes.fromhex(terms["origin"]), code_hash, salt)
        if persist and contract not in self.world.contracts:
            self.world.contracts.append(contract)
            self.pages[contract] = pages
        return contract

    def upload(self):
        """A module that may be refused; if it is not, what it does."""
        rng = self.rng
        code = modules.random_module(rng, self.runtime, [self.codes["puppet"], self.codes["puppet_alias"]])
        terms = self.terms("transaction", plain=True)
        self.step("upload_code",
            {"origin": rng.choice([*USERS, POOR]), "deterministic": rng.random() < 0.75, "code_hex": code.hex()},
                  *rng.choice([("transaction", True), ("transaction", True), ("query", False)]))
        if rng.random() < 0.3:
            self.world.hashes.append(blake2(code))
        if rng.random() < 0.4:
            salt = rng.randbytes(2)
            contract = self.made(bytes.fromhex(terms["origin"]), blake2(code), salt)
            self.step("instantiate", {"code_hash": blake2(code).hex(), "input": "", "salt": salt.hex(), **terms},
                "transaction", True)
            program = self.program(2) if len(code) > 3000 else b""
            self.step("call", {"contract": contract.hex(), "input": program.hex(), **terms},
                *rng.choice([("transaction", True), ("query", False)]))

    def other(self):
        rng, world = self.rng, self.world
        account = {"account": world.account().hex()}
        sidevm = rng.choice([b"", b"abc", rng.randbytes(100)])
        keep = rng.random() < 0.5
        op, inputs = rng.choice([
            ("free_balance", account), ("total_balance", account), ("code_hash", account), ("get_key", {}),
                ("cluster_id", {}),
            ("system_contract", {}), ("on_genesis", {}), ("get_sidevm_code", {"hash": blake2(sidevm).hex()}),
            ("deposit", {"who": account["account"], "value": str(rng.choice(VALUES))}),
            ("set_key", {"key": rng.randbytes(64).hex()}),
            ("upload_sidevm_code",
            {"origin": rng.choice([*USERS, POOR, account["account"]]), "code_hex": sidevm.hex()}),
            ("host_answer",
            {"name": "latest_system_code",
            "value": scale_bytes(rng.choice([b"", b"nonsense", self.codes["puppet"]])).hex()}),
            ("host_answer", {"name": "http_request", "value": rng.choice(["00c80000000000", "0100", "0105"])}),
            ("host_answer",
            {"name": "batch_http_request",
            "value": rng.choice(["0000", "0100", "0106", "0004010a" if self.runtime == "1.2" else "00040105"])}),
            ("on_idle" if self.runtime == "1.2" else "get_key", {"block_number_arg": self.block}),
            ("on_runtime_upgrade" if self.runtime != "1.0" else "get_key", {}),
            *[("upload_code",
            {"origin": rng.choice(USERS), "deterministic": rng.random() < 0.5, "code": name}) for name in self.codes],
            ("setup",
            {**self.cluster, "deposit": str(rng.choice(VALUES)), "owner": account["account"],
            "system_code": rng.choice(list(self.codes)),
                       "deposit_per_byte": str(rng.choice(VALUES)), "gas_price": str(rng.choice(VALUES))}),
        ])
        if op == "set_key" and keep:
            inputs = {"key": CLUSTER_KEY}
        self.step(op, inputs, "transaction", keep and (op not in RARELY_KEPT or rng.random() < 0.1))

    def document(self):
        return {
            "format": "pink-golden-1", "topic": f"adversary_{self.seed}", "runtime": [1, int(self.runtime[2:])],
            "description": "hostile arguments of host functions, uploads and ecalls",
            "cluster": self.cluster, "fixed_answers": ANSWERS,
            "codes": {name: {"file": f"contracts/{name}.wasm", "hash": self.hashes[name].hex(),
            "length": len(code)} for name, code in self.codes.items()},
            "steps": self.steps, "state_after": {},
        }


def without_helpers(module):
    """A random module of `RandomModuleFiles` without the exports for tests, if a contract may be so at all."""
    out, at = module[:8], 8
    while at < len(module):
        number, (length, start) = module[at], read_leb(module, at + 1)
        content, at = module[start : start + length], start + length
        if number == 2 and any(kind == 0 for _, _, kind, _ in read_imports(content)):
            return None
        if number == 5:
            return None
        if number == 7:
            content = wasm.vector([entry for name, entry in read_exports(content) if name in (b"call", b"deploy")])
        out += wasm.section(number, content)
    return out


def read_exports(content):
    count, at = read_leb(content, 0)
    for _ in range(count):
        name, end = read_name(content, at)
        _, end = read_leb(content, end + 1)
        yield name, content[at:end]
        at = end


class Sweep(Session):
    """Not by chance: each argument of each host function at each border, and each extension function's input too short
    and too long. Nothing is kept, and only results and roots are recorded."""

    def play(self):
        self.begin()
        world = self.world
        world.hostility, world.pages, world.plain = 0, 2, True
        self.small, self.big = world.mainly[1], world.mainly[4]
        for name, (_, params) in world.instructions.items():
            if "." in name:
                for index, letter in enumerate(params):
                    self.sweep(name, index, letter)
        for function in range(1, 27):
            self.extension(function)
        self.debugging()
        return {**self.document(), "light": True}

    def run(self, program, mode="transaction", contract=None):
        terms = {"origin": USERS[0], "transfer": "0", "gas_free": True, "storage_deposit_limit": None, "deposit": "0"}
        inputs = {"contract": (contract or self.small).hex(), "input": program.encoded().hex(), "gas_limit": CLIP}
        self.step("call", {**inputs, **terms}, mode, False)

    def sweep(self, name, index, letter):
        end, limit = 2 * puppet.PAGE, self.world.value_limit
        borders = [0, 1, 32, end - 32, end - 31, end - 4, end - 3, end - 1, end, limit, limit + 1, 2**31, 2**32 - 1]
        for value in GAS[2:] if letter == "l" else borders:
            program = programs.Program(self.world)
            arguments = list(program.arguments(name))
            arguments[index] = value
            program.add(name, *arguments)
            self.run(program)

    def extension(self, function):
        for mode in ("transaction", "query"):
            if mode == "query" and function in programs.CHANCE:
                continue
            for change in (lambda given: given, lambda given: given + b"\0", lambda given: given[:-1]):
                program = programs.Program(self.world)
                encoded = change(program.extension_input(function))
                program.add("store32", 0x600, 0x2000)
                place = programs.SCRATCH
                program.add("seal0.call_chain_extension", function, programs.Data(encoded), len(encoded), place, 0x600)
                self.run(program, mode)

    def debugging(self):
        room = 128 << 10
        for lengths in ([room], [room + 1], [room - 1, 1, 1], [room - 2, 3, 2], [100, room - 100, 1], [room, 0, 1]):
            program = programs.Program(self.world)
            for length in lengths:
                program.add("seal0.debug_message", 0x40000, length)
            self.run(program, contract=self.big)


def in_forties(items):
    return [items[at : at + 40] for at in range(0, len(items), 40)]


def of_modules(modules_, name, runtime):
    """A session that uploads each of these modules, and calls what came of it with little and with much gas."""
    session = Session(name, runtime)
    session.codes = {"system": session.codes["system"]}
    session.world.hashes, session.world.contracts = [bytes(32)], [bytes(32)]
    session.cluster.update(deposit_per_byte="1", deposit_per_item="1")
    rng, origin = session.rng, USERS[0]
    session.step("setup", {"see": "cluster"})
    session.step("deposit", {"who": origin, "value": str(10**14)})
    for module in modules_:
        code_hash = blake2(module)
        contract = session.made(bytes.fromhex(origin), code_hash, b"").hex()
        terms = {"origin": origin, "transfer": "0", "gas_free": True, "storage_deposit_limit": None, "deposit": "0"}
        session.step("upload_code", {"origin": origin, "deterministic": rng.random() < 0.9, "code_hex": module.hex()})
        instantiation = {**terms, "code_hash": code_hash.hex(), "input": "", "salt": "", "gas_limit": CLIP}
        session.step("instantiate", instantiation)
        for gas in (10**11, int(10 ** rng.uniform(8, 9.5)), int(10 ** rng.uniform(8, 10))):
            session.step("call", {**terms, "contract": contract, "input": "", "gas_limit": gas}, persist=False)
    return session.document()


def needed(step):
    """Gas (time) that a transaction needed, and the deposit that it paid: the result's bytes say so."""
    blob = step.get("out", {}).get("blob", "len=")
    if step["mode"] != "transaction" or blob.startswith("len="):
        return None
    source = io.BytesIO(bytes.fromhex(blob))
    gas = [read_compact(source) for _ in range(4)][2]
    charged, amount = source.read(1) == b"\x01", int.from_bytes(source.read(16), "little")
    return gas, amount if charged else 0


def read_compact(source):
    first = source.read(1)[0]
    if first & 3 == 3:
        return int.from_bytes(source.read((first >> 2) + 4), "little")
    return int.from_bytes(bytes([first]) + source.read([0, 1, 3][first & 3]), "little") >> 2


def limited(document, seed):
    """The session again, each call before it is made tried with limits around what it needs."""
    rng = random.Random(f"limits {seed}")
    steps = []
    for step in document["steps"]:
        need = needed(step)
        if need:
            gas, deposit = need
            limits = rng.sample([gas - 1, gas, gas + 1, gas - 8000, gas // 2],
                2) + [rng.randrange(gas + 1) for _ in range(3)]
            tries = [{"gas_limit": max(0, limit), "storage_deposit_limit": None} for limit in limits]
            tries += [{"storage_deposit_limit": str(limit)} for limit in {deposit, max(0, deposit - 1),
                deposit // 2} if deposit]
            for changes in tries:
                steps.append({**step, "persist": False, "in": {**step["in"], **changes}, "out": {}})
        watched = {account: [] for account in step["out"].get("balances", {})}
        steps.append({**step, "out": {"balances": watched} if watched else {}})
    for number, step in enumerate(steps):
        step["n"] = number
    return {**document, "topic": f"{document['topic']}_limits", "steps": steps, "state_after": {}}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--runtime", choices=["1.0", "1.1", "1.2"], default="1.2")
    parser.add_argument("--seeds", default="0:10", help="from:to")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--sweep", action="store_true", help="each argument at each border")
    parser.add_argument("--modules", nargs="*", type=pathlib.Path, help="files of RandomModuleFiles, forty a session")
    parser.add_argument("--limits", nargs="*", type=pathlib.Path, help="answered sessions to try with limits")
    options = parser.parse_args()
    contracts = options.out / "contracts"
    contracts.mkdir(parents=True, exist_ok=True)
    for name, puppet in puppets(options.runtime).items():
        (contracts / f"{name}.wasm").write_bytes(puppet.code())
    if options.sweep:
        (options.out / "adversary_sweep.json").write_text(json.dumps(Sweep("sweep", options.runtime).play()))
        return
    for path in options.limits or []:
        document = limited(json.loads(path.read_text()), path.stem)
        (options.out / f"{path.stem}_limits.json").write_text(json.dumps(document))
    random_modules = [without_helpers(path.read_bytes()) for path in options.modules or []]
    random_modules = [module for module in random_modules if module]
    for at, forty in enumerate(in_forties(random_modules)):
        name = f"modules_{at}"
        document = of_modules(forty, name, options.runtime)
        (options.out / f"adversary_{name}.json").write_text(json.dumps(document))
    if options.limits or options.modules:
        return
    first, end = map(int, options.seeds.split(":"))
    for seed in range(first, end):
        document = Session(seed, options.runtime).play(options.steps)
        (options.out / f"adversary_{seed}.json").write_text(json.dumps(document))


if __name__ == "__main__":
    main()
