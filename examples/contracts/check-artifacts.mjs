// Checks every bundle of artifacts/: the code's hash, what it imports and exports, and that it can be read at all.
// Needs nothing but Node. Prints one line a bundle; exits 1 if any is wrong.
import { readdirSync, readFileSync } from 'node:fs';
import { blake2b256 } from './blake2b.mjs';

const hex = (bytes) => `0x${Buffer.from(bytes).toString('hex')}`;
if (hex(blake2b256(Buffer.from('abc'))) !== '0xbddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319') {
  throw new Error('blake2b.mjs is wrong');
}

let wrong = 0;
const folder = new URL('artifacts/', import.meta.url);
for (const file of readdirSync(folder).filter((name) => name.endsWith('.contract')).sort()) {
  const problems = [];
  const { source, contract } = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
  const wasm = Buffer.from(source.wasm.slice(2), 'hex');
  const hash = hex(blake2b256(wasm));
  if (hash !== source.hash) problems.push(`source.hash is ${source.hash}, the code's is ${hash}`);
  if (`${contract.name}.contract` !== file) problems.push(`contract.name is ${contract.name}`);
  const module = new WebAssembly.Module(wasm);
  const exported = WebAssembly.Module.exports(module).map((e) => e.name).sort().join();
  if (exported !== 'call,deploy') problems.push(`exports ${exported}, expected call,deploy`);
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    if (!/^seal[0-2]$/.test(from) && `${from}.${name}` !== 'env.memory') problems.push(`imports ${from}.${name}`);
  }
  wrong += problems.length;
  console.log(`${problems.length ? 'FAIL' : 'ok  '} ${file} ${source.language}, ${wasm.length} bytes ${problems.join('; ')}`);
}
process.exit(wrong ? 1 : 0);
