// Calls modules on V8. A line of stdin is `<file> <call>...`, a call `<export>(<argument>,...)`, an argument `<number>` for i32,
// `n<number>` for i64, `x<16 hex digits>` for the bits of a double, which is a float or a double, or `null`. A line of stdout is
// an answer a call: `none`, `n<number>`, `x<bits>` of whatever number it is, `nan`, `null`, `ref` or `trap`; then
// `memory:<bytes>:<32 bits of FNV-1a>` when there is an exported one. `refused` alone when it does not come to life. `deep` ends
// the line when the stack was not enough.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const view = new DataView(new ArrayBuffer(8));

function argument(text) {
    if (text === 'null') return null;
    if (text[0] === 'n') return BigInt(text.slice(1));
    if (text[0] !== 'x') return Number(text);
    view.setBigUint64(0, BigInt('0x' + text.slice(1)));
    return view.getFloat64(0);
}

function answer(value) {
    if (value === undefined) return 'none';
    if (value === null) return 'null';
    if (typeof value === 'bigint') return 'n' + value;
    if (typeof value !== 'number') return 'ref';
    if (Number.isNaN(value)) return 'nan';
    view.setFloat64(0, value);
    return 'x' + view.getBigUint64(0).toString(16).padStart(16, '0');
}

function hash(bytes) {
    let hash = 0x811c9dc5;
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
    return (hash >>> 0).toString(16);
}

function answers(file, calls) {
    let exports;
    try {
        exports = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)), {}).exports;
    } catch (error) {
        return [error instanceof RangeError ? 'deep' : 'refused'];
    }
    const out = [];
    for (const call of calls) {
        const [name, rest] = call.split('(');
        const args = rest.slice(0, -1);
        try {
            out.push(answer(exports[name](...(args === '' ? [] : args.split(',').map(argument)))));
        } catch (error) {
            if (error instanceof RangeError) return [...out, 'deep'];
            out.push('trap');
        }
    }
    if (exports.memory) {
        const bytes = new Uint8Array(exports.memory.buffer);
        out.push(`memory:${bytes.length}:${hash(bytes)}`);
    }
    return out;
}

for await (const line of createInterface({ input: process.stdin })) {
    const [file, ...calls] = line.split(' ');
    console.log(answers(file, calls).join(' '));
}
