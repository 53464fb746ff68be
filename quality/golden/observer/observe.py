#!/usr/bin/env python3
"""The parts of observe.sh that are more than a command line: `rewire` prepares the sources, `replay` observes."""

import argparse
import gzip
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
SOURCES = {
    "1.0": "phala-blockchain pruntime-v2.0.x with substrate polkadot-v0.9.41",
    "1.1": "phala-blockchain pruntime-v2.1.0 with substrate polkadot-v0.9.43",
}
# The only bundles that import functions which runtime 1.2 brought.
PATCHED = ("script", "script2", "system", "system2")
# What the answer's bytes say anyway. Tests decode them; account_id is used here and dropped then.
DERIVED = ("account_id", "data")
# Each round can show ids that depend on ids of the round before; three are the most that were seen.
ROUNDS = 12


# -- rewire: a workspace of Phala's runtime, Substrate and the observer --------------------------------------


def rewire(scratch):
    """Makes scratch, which holds `phala`, `substrate` and `observer`, a workspace of its own. May be repeated."""
    packages = package_folders(scratch / "substrate")
    for manifest in (scratch / "phala/crates").rglob("Cargo.toml"):
        write(manifest, rewired(manifest.read_text(), packages))
    root = scratch / "phala/Cargo.toml"
    if root.exists():  # it would be a second workspace around the runtime
        root.rename(root.with_suffix(".toml.orig"))
    if not (scratch / "Cargo.lock").exists():  # Phala's own choice of versions; cargo drops what is not needed
        shutil.copy(scratch / "phala/Cargo.lock", scratch / "Cargo.lock")
    write(scratch / "Cargo.toml", workspace(packages))
    patch_sources(scratch / "phala/crates/pink")


def package_folders(substrate):
    """Name to folder of every package of Substrate."""
    folders = {}
    for manifest in substrate.rglob("Cargo.toml"):
        found = re.search(r'^\[package\].*?^name = "([^"]+)"', manifest.read_text(), re.M | re.S)
        if found:
            folders[found.group(1)] = manifest.parent
    return folders


def rewired(text, packages):
    """A manifest that takes Substrate from folders, and leaves out what only tests or a replaced module need."""

    def by_path(dependency):
        line = dependency.group(0)
        package = re.search(r'package = "([^"]+)"', line)
        folder = packages.get(package.group(1) if package else dependency.group(1))
        if not folder:  # a crate that the runtime does not use, where only a part of Substrate is given
            return line
        line = re.sub(r'git = "[^"]*",?\s*', f'path = "{folder}", ', line)
        return re.sub(r',?\s*branch = "[^"]+"', "", line)

    substrate = r'^([\w-]+) = \{[^}]*git = "https://github.com/paritytech/substrate[^}]*\}'
    text = re.sub(substrate, by_path, text, flags=re.M)
    text = re.sub(r"^subxt = .*\n", "", text, flags=re.M)
    text = re.sub(r'^\[build-dependencies\]\nbindgen = .*\n', "", text, flags=re.M)
    return re.sub(r"^\[dev-dependencies\][^\[]*(?=^\[|\Z)", "", text, flags=re.M)


def workspace(packages):
    # Crates of the registry (pink-extension's, for one) have to use the same Substrate as the runtime.
    shared = ("sp-core", "sp-core-hashing", "sp-std", "sp-runtime-interface")
    lines = [
        "[workspace]",
        'resolver = "2"',
        'members = ["phala/crates/pink/runtime", "observer"]',
        'exclude = ["substrate"]',
        "[profile.release]",
        "opt-level = 3",
        "debug = 0",
        "[patch.crates-io]",
        *(f'{name} = {{ path = "{packages[name]}" }}' for name in shared),
        'pink-extension = { path = "phala/crates/pink/pink-extension" }',
    ]
    return "\n".join(lines) + "\n"


def patch_sources(pink):
    """The changes to the runtime's own sources: files of ours, put in whole."""
    patches = HERE / "patches"
    write(pink / "capi/src/v1/types.rs", (patches / "types.rs").read_text())
    (pink / "capi/build.rs").unlink(missing_ok=True)

    interface = pink / "runtime/src/capi/mod.rs"
    text, entry = interface.read_text(), (patches / "observed.rs").read_text()
    if entry not in text:
        write(interface, text + entry)

    storage = pink / "runtime/src/storage/external_backend.rs"
    text = storage.read_text()
    if "subxt" in text:  # runtime 1.0; the module is the file's last item
        text = text[: text.index("pub mod helper {")]
        write(storage, text + (patches / "code_exists.rs").read_text())


def write(path, text):
    """Leaves a file alone that is so already: cargo builds anew what was written."""
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


# -- contracts: imports that the older runtimes lack ---------------------------------------------------------


def leb(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


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


def written_imports(imports):
    entries = (leb(len(m)) + m + leb(len(n)) + n + bytes([kind]) + rest for m, n, kind, rest in imports)
    return leb(len(imports)) + b"".join(entries)


def patched(wasm, runtime):
    """The module with `instantiation_nonce` (and, for 1.0, `call_runtime`) replaced by imports known before.

    Operations of the script contract keep their numbers, so every step still means the same; the two that lack
    their function call another one. caller_is_origin gives an i32 where instantiation_nonce gives an i64, so the
    function that logs its result has to be the other one, too: the third function of the module's own.
    """
    out, at = wasm[:8], 8
    while at < len(wasm):
        section_id = wasm[at]
        length, start = read_leb(wasm, at + 1)
        section, at = wasm[start : start + length], start + length
        if section_id == 2:
            imports = read_imports(section)
            types = {name: rest for _, name, _, rest in imports}
            functions = [name for _, name, kind, _ in imports if kind == 0]
            nonce, log_i32 = functions.index(b"instantiation_nonce"), len(functions) + 2
            assert log_i32 < 128, "one byte holds the function's number"
            for entry in imports:
                if entry[1] == b"instantiation_nonce":
                    entry[1], entry[3] = b"caller_is_origin", types[b"caller_is_origin"]
                if entry[1] == b"call_runtime" and runtime == "1.0":
                    assert entry[3] == types[b"debug_message"], "the same type"
                    entry[1] = b"debug_message"
            section = written_imports(imports)
        if section_id == 10:
            call = bytes([0x10, nonce, 0x10])  # call instantiation_nonce, call ...
            assert section.count(call) == 1, "one use"
            before, after = section.split(call)
            section = before + call + bytes([log_i32]) + after[1:]
        out += bytes([section_id]) + leb(len(section)) + section
    return out


# -- replay: steps in, answers out ---------------------------------------------------------------------------


class Replay:
    """One runtime, and the contracts as it can run them."""

    def __init__(self, observer, recordings, runtime, scratch):
        self.observer, self.recordings, self.runtime = observer, recordings, runtime
        self.scratch = scratch / "replay"
        self.hashes = {}
        with zipfile.ZipFile(recordings / "contracts.zip") as bundles:
            bundles.extractall(self.scratch / "contracts")
        self.contracts = {}
        for name in PATCHED:
            path = self.scratch / f"contracts/{name}.wasm"
            old, new = path.read_bytes(), patched(path.read_bytes(), runtime)
            path.write_bytes(new)
            self.contracts[path.name] = new
            self.hashes[blake2_256(old)] = blake2_256(new)

    def observe(self, name):
        """The recording of that name as this runtime answers it.

        Other code has another hash, and a contract's id follows from it. The steps name hashes and ids, so they
        are replaced; the ids are learnt from the answers, until a round shows none that is not known.
        """
        source = gzip.decompress((self.recordings / f"{name}.gz").read_bytes()).decode()
        known, replaced = json.loads(source), dict(self.hashes)
        for _ in range(ROUNDS):
            answered = self.run(replace_all(source, replaced))
            learnt = {old: new for old, new in ids(known, answered) if old != new and replaced.get(old) != new}
            if not learnt:
                return self.finished(answered)
            replaced.update(learnt)
        raise SystemExit(f"{name}: ids still change after {ROUNDS} rounds")

    def run(self, text):
        before, after = self.scratch / "steps.json", self.scratch / "answers.json"
        before.write_text(text)
        minor = self.runtime.split(".")[1]
        subprocess.run([self.observer, before, self.scratch, after, minor], check=True)
        return json.loads(after.read_text())

    def finished(self, document):
        document["source"] = f"observed from a build of the published sources of {SOURCES[self.runtime]}"
        for code in document["codes"].values():
            content = (self.scratch / code["file"]).read_bytes()
            code["hash"], code["length"] = blake2_256(content), len(content)
        panics = [step for step in document["steps"] if "panic" in step.get("out", {})]
        for step in panics:
            print(f"{document['topic']}: left out step {step['n']}, it panics: {step['out']['panic']}")
            document["steps"].remove(step)
        # Bit patterns of NaN are in these data: they are compared by meaning, not by the blob.
        derived = set(DERIVED) - ({"data"} if document["topic"] == "wasm_float" else set())
        for step in document["steps"]:
            for key in derived:
                step.get("out", {}).pop(key, None)
        return document


def blake2_256(content):
    return hashlib.blake2b(content, digest_size=32).hexdigest()


def replace_all(text, replaced):
    """Every replacement in one pass, so that none is replaced again."""
    found = [old for old in replaced if old in text]
    return re.sub("|".join(found), lambda match: replaced[match.group(0)], text) if found else text


def ids(known, answered):
    """Pairs of a contract's id in the recording and its id here, of all contracts that a step made."""
    answers = {step["n"]: step["out"] for step in answered["steps"] if "out" in step}
    for step in known["steps"]:
        if step["op"] == "host_answer" or step["n"] not in answers:
            continue
        old, new = step["out"], answers[step["n"]]
        if old.get("account_id") and new.get("account_id"):
            yield old["account_id"], new["account_id"]
        effects = (old.get("effects") or {}).get("instantiated") or []
        yield from zip((made["contract"] for made in effects), instantiated(new, len(effects)))


def instantiated(out, count):
    """Ids of as many contracts as expected: pairs of deployer and contract are the end of the side effects."""
    encoded = out.get("effects", {}).get("encoded", "")
    if not count or not encoded or encoded.startswith("len="):
        return []
    raw = bytes.fromhex(encoded)
    start = len(raw) - 64 * count
    if start < 1 or raw[start - 1] != 4 * count:  # SCALE length of the list
        return []
    return [raw[at + 32 : at + 64].hex() for at in range(start, len(raw), 64)]


# -- pack: the committed form --------------------------------------------------------------------------------


def pack(document, path):
    """Compact JSON, gzipped without name and time, so that the same answers are the same file."""
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(text)


def pack_contracts(contracts, path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundles:
        for name, content in contracts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundles.writestr(entry, content)


def replay(observer, recordings, runtime, scratch, out, names):
    everything = (recordings / "index.txt").read_text().split()
    out.mkdir(parents=True, exist_ok=True)
    run = Replay(observer, recordings, runtime, scratch)
    steps = 0
    for name in names or everything:
        document = run.observe(name)
        pack(document, out / f"{name}.gz")
        steps += len(document["steps"])
    (out / "index.txt").write_text("\n".join(everything) + "\n")
    pack_contracts(run.contracts, out / "contracts.zip")
    print(f"runtime {runtime}: {len(names or everything)} files, {steps} steps in {out}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("rewire", help="make a folder with phala, substrate and observer a workspace")
    command.add_argument("scratch", type=pathlib.Path)
    command = commands.add_parser("replay", help="observe the files of a recording and pack what was observed")
    command.add_argument("--observer", type=pathlib.Path, required=True, help="the built program")
    command.add_argument("--recordings", type=pathlib.Path, required=True, help="folder of the recordings of 1.2")
    command.add_argument("--runtime", choices=SOURCES, required=True)
    command.add_argument("--scratch", type=pathlib.Path, required=True)
    command.add_argument("--out", type=pathlib.Path, required=True)
    command.add_argument("names", nargs="*", metavar="FILE.json", help="default: all files")
    options = parser.parse_args()
    if options.command == "rewire":
        rewire(options.scratch.resolve())
    else:
        replay(options.observer, options.recordings, options.runtime, options.scratch, options.out, options.names)


if __name__ == "__main__":
    main()
