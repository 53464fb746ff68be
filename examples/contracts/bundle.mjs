// Puts a `.contract` bundle together: bundle.mjs METADATA.json CODE.wasm Cargo.toml Cargo.lock RUSTC_VERSION > OUT
// The keys come in the order cargo-contract writes them: source, contract, then the ink! metadata.
import { readFileSync } from 'node:fs';
import { blake2b256 } from './blake2b.mjs';

const [metadataFile, wasmFile, manifestFile, lockFile, rustc] = process.argv.slice(2);
const metadata = JSON.parse(readFileSync(metadataFile, 'utf8'));
const wasm = readFileSync(wasmFile);
const manifest = readFileSync(manifestFile, 'utf8');
const workspace = readFileSync(lockFile.replace(/\.lock$/, '.toml'), 'utf8');

/** The value of `key = "…"` in a manifest, or in the workspace's where the crate inherits it. */
function field(key) {
  const pattern = new RegExp(`^${key} = (.+)$`, 'm');
  const found = pattern.exec(manifest) ?? pattern.exec(workspace);
  if (!found) throw new Error(`${manifestFile} has no ${key}`);
  return JSON.parse(found[1]);
}

/** Which ink! the contract depends on: the one dependency that is pinned with `=`. */
function inkVersion() {
  const found = /^ink(?:_lang)? = \{ version = "=([^"]+)"/m.exec(manifest);
  if (!found) throw new Error(`${manifestFile} does not pin ink`);
  return found[1];
}

const hex = (bytes) => `0x${Buffer.from(bytes).toString('hex')}`;
const bundle = {
  source: {
    hash: hex(blake2b256(wasm)),
    language: `ink! ${inkVersion()}`,
    compiler: `rustc ${rustc}`,
    wasm: hex(wasm),
  },
  contract: { name: field('name'), version: field('version'), authors: field('authors') },
  ...metadata,
};
process.stdout.write(`${JSON.stringify(bundle)}\n`);
