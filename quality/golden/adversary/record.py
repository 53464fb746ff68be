#!/usr/bin/env python3
"""Has the original answer an adversary's sessions, and packs the answers as the other recordings are.

    record.py OUT_DIR --observer PROGRAM --runtime 1.2 --seeds 26 29 --limits 0 --sweep --modules SEED.wasm...

OUT_DIR gets one file for each seed, one for each seed of `--limits` (the session tried with limits around what its
calls need), one for `--sweep` (each argument at each border), one for forty modules, their contracts and an index. A
step that ends the original is left out.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile

import sessions
from pack import DERIVED, pack, pack_contracts


class Original:
    """A runtime as a program, and the contracts for it."""

    def __init__(self, program, runtime, scratch):
        self.program, self.runtime, self.scratch = program, runtime, scratch
        self.contracts = {f"{name}.wasm": puppet.code() for name, puppet in sessions.puppets(runtime).items()}
        (scratch / "contracts").mkdir()
        for name, code in self.contracts.items():
            (scratch / "contracts" / name).write_bytes(code)

    def answered(self, document):
        asked, answers = self.scratch / "asked.json", self.scratch / "answers.json"
        asked.write_text(json.dumps(document))
        subprocess.run([self.program, asked, self.scratch, answers, self.runtime[2:]], check=True)
        return json.loads(answers.read_text())


def packed(document, path):
    document["source"] = f"observed from a build of the published sources of runtime {document['runtime']}"
    document["steps"] = [step for step in document["steps"] if "panic" not in step["out"]]
    for step in document["steps"]:
        # What a light file keeps nothing of has a root that nobody needs, and that packs badly.
        for key in [*DERIVED, *(["root"] if document.get("light") else [])]:
            step["out"].pop(key, None)
    pack(document, path)
    return len(document["steps"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--observer", type=pathlib.Path, required=True)
    parser.add_argument("--runtime", choices=["1.0", "1.1", "1.2"], required=True)
    parser.add_argument("--seeds", nargs="*", type=int, default=[])
    parser.add_argument("--limits", nargs="*", type=int, default=[])
    parser.add_argument("--sweep", action="store_true")
    parser.add_argument("--modules", nargs="*", type=pathlib.Path, default=[])
    parser.add_argument("--steps", type=int, default=250)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        original = Original(options.observer, options.runtime, pathlib.Path(scratch))
        documents = {f"adversary_{seed}": original.answered(sessions.Session(seed, options.runtime).play(options.steps))
                     for seed in options.seeds}
        for seed in options.limits:
            whole = original.answered(sessions.Session(seed, options.runtime).play(options.steps // 5))
            documents[f"adversary_{seed}_limits"] = original.answered(sessions.limited(whole, seed))
        if options.sweep:
            documents["adversary_sweep"] = original.answered(sessions.Sweep("sweep", options.runtime).play())
        modules = filter(None, (sessions.without_helpers(path.read_bytes()) for path in options.modules))
        for at, forty in enumerate(sessions.in_forties(list(modules))):
            document = sessions.of_modules(forty, f"modules_{at}", options.runtime)
            documents[f"adversary_modules_{at}"] = original.answered(document)
    steps = sum(packed(document, options.out / f"{name}.json.gz") for name, document in documents.items())
    (options.out / "index.txt").write_text("".join(f"{name}.json\n" for name in documents))
    pack_contracts(original.contracts, options.out / "contracts.zip")
    print(f"runtime {options.runtime}: {len(documents)} files, {steps} steps in {options.out}")


if __name__ == "__main__":
    main()
