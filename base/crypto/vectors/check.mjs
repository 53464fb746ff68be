// Checks what KeyVectorsTest wrote: signatures, addresses and phrases made in Java. Run: npm run check -- FILE
import { hexToU8a, u8aToHex } from '@polkadot/util';
import {
    cryptoWaitReady, decodeAddress, ed25519Verify, encodeAddress, mnemonicToEntropy, secp256k1Verify, sr25519Verify,
} from '@polkadot/util-crypto';
import { readFileSync } from 'node:fs';

await cryptoWaitReady();
const entries = JSON.parse(readFileSync(process.argv[2], 'utf8'));
let checked = 0;
const ensure = (good, entry) => {
    if (!good) throw new Error(`Refused: ${JSON.stringify(entry)}`);
    checked++;
};
for (const entry of entries) {
    const { kind, message, signature } = entry;
    if (kind === 'sr25519') ensure(sr25519Verify(message, signature, entry.public), entry);
    else if (kind === 'ed25519') ensure(ed25519Verify(message, signature, entry.public), entry);
    else if (kind === 'ecdsa') ensure(secp256k1Verify(message, signature, hexAddress(entry.public), 'blake2', false), entry);
    else if (kind === 'phrase') ensure(u8aToHex(mnemonicToEntropy(entry.phrase)) === entry.entropy, entry);
    else if (kind === 'address') ensure(u8aToHex(decodeAddress(entry.address, false, entry.prefix)) === entry.content, entry);
    else throw new Error(`Unknown kind ${kind}`);
}
console.log(`checked ${checked}`);

function hexAddress(key) {
    return hexToU8a(key);
}
