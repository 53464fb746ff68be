// Writes the key vectors of base/crypto and its English word list. Run: npm ci && npm run generate
import { Keyring } from '@polkadot/keyring';
import { u8aToHex, stringToU8a } from '@polkadot/util';
import {
    blake2AsU8a, cryptoWaitReady, ed25519PairFromSeed, ed25519Sign, encodeAddress,
    mnemonicToMiniSecret, secp256k1PairFromSeed, secp256k1Sign, sr25519Agreement, sr25519DerivePublic,
    sr25519PairFromSeed, sr25519Sign,
} from '@polkadot/util-crypto';
import english from '@polkadot/util-crypto/mnemonic/wordlists/en';
import { entropyToMnemonic as words } from '@polkadot/util-crypto/mnemonic/bip39';
import { writeFileSync } from 'node:fs';

await cryptoWaitReady();
const bytes = (label, size) => {
    const parts = [];
    for (let i = 0; i * 64 < size; i++) parts.push(...blake2AsU8a(stringToU8a(`${label}/${i}`), 512));
    return Uint8Array.from(parts.slice(0, size));
};

const pairs = [];
for (let i = 0; i < 24; i++) {
    const seed = bytes(`seed ${i}`, 32);
    const message = bytes(`message ${i}`, i * 13);
    const sr = sr25519PairFromSeed(seed);
    const ed = ed25519PairFromSeed(seed);
    const ec = secp256k1PairFromSeed(seed);
    pairs.push({
        seed: u8aToHex(seed), message: u8aToHex(message),
        sr25519: { public: u8aToHex(sr.publicKey), ed25519Form: u8aToHex(sr.secretKey), signature: u8aToHex(sr25519Sign(message, sr)) },
        ed25519: { public: u8aToHex(ed.publicKey), signature: u8aToHex(ed25519Sign(message, ed)) },
        ecdsa: { public: u8aToHex(ec.publicKey), signature: u8aToHex(secp256k1Sign(message, ec, 'blake2')) },
    });
}

const agreements = [];
for (let i = 0; i < 12; i++) {
    const own = sr25519PairFromSeed(bytes(`own ${i}`, 32));
    const peer = sr25519PairFromSeed(bytes(`peer ${i}`, 32));
    agreements.push({
        seed: u8aToHex(bytes(`own ${i}`, 32)), peer: u8aToHex(peer.publicKey),
        shared: u8aToHex(sr25519Agreement(own.secretKey, peer.publicKey)),
    });
}

const softPublic = [];
for (let i = 0; i < 8; i++) {
    const pair = sr25519PairFromSeed(bytes(`soft ${i}`, 32));
    const chainCode = bytes(`code ${i}`, 32);
    softPublic.push({
        public: u8aToHex(pair.publicKey), chainCode: u8aToHex(chainCode),
        child: u8aToHex(sr25519DerivePublic(pair.publicKey, chainCode)),
    });
}

const phrases = [];
for (const size of [16, 20, 24, 28, 32]) {
    for (let i = 0; i < 4; i++) {
        const entropy = i === 0 ? new Uint8Array(size) : i === 1 ? new Uint8Array(size).fill(255) : bytes(`entropy ${size} ${i}`, size);
        const phrase = words(entropy);
        const password = ['', 'secret', 'pässwörd ☃', ' '][i];
        phrases.push({ entropy: u8aToHex(entropy), phrase, password, miniSecret: u8aToHex(mnemonicToMiniSecret(phrase, password)) });
    }
}

const dev = 'bottom drive obey lake curtain smoke basket hold race lonely fit walk';
const uris = [];
for (const uri of [
    '//Alice', '//Bob', '//Charlie', '//Dave', '//Eve', '//Ferdie', '//Alice//stash', dev, `${dev}//Alice`, `${dev}//0`, `${dev}//42//7`,
    `${dev}//18446744073709551615`, `${dev}//a rather long junction that must be hashed to fit into the chain code`,
    `${dev}//Grüße`, `${dev}//Alice///password`, `${dev}///pass/word//with slashes`, `${phrases[2].phrase}//x`,
    `${phrases[18].phrase}`, '0x0101010101010101010101010101010101010101010101010101010101010101',
    '0x0101010101010101010101010101010101010101010101010101010101010101//hard//1',
    '//Alice/soft', `${dev}/soft`, `${dev}/soft/1/2`, `${dev}//hard/soft//hard`, '//Alice/1//2/three///pw',
]) {
    const entry = { uri };
    const path = uri.replace(/\/\/\/.*$/s, '').replaceAll('//', '');
    for (const type of ['sr25519', 'ed25519', 'ecdsa']) {
        if (type !== 'sr25519' && path.includes('/')) continue;
        entry[type] = u8aToHex(new Keyring({ type }).createFromUri(uri).publicKey);
    }
    uris.push(entry);
}

const addresses = [];
for (const prefix of [0, 1, 2, 30, 42, 45, 48, 63, 64, 65, 127, 128, 255, 256, 1000, 8191, 10041, 16383]) {
    for (const size of [32, 33]) {
        const content = prefix === 0 ? new Uint8Array(size) : bytes(`address ${prefix} ${size}`, size);
        addresses.push({ prefix, content: u8aToHex(content), address: encodeAddress(content, prefix) });
    }
}

const resources = new URL('../src/', import.meta.url);
writeFileSync(
    new URL('test/resources/vectors/keys/polkadot-js.json', resources),
    JSON.stringify({ pairs, agreements, softPublic, phrases, uris, addresses }, null, 1) + '\n');
writeFileSync(new URL('main/resources/network/phala/crypto/bip39-english.txt', resources), english.join('\n') + '\n');
