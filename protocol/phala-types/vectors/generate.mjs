// Writes cases for the judge, one JSON object a line: certificates of every kind as wallets make them, and the same
// with something wrong. Run by generate.sh.
//
// A case: name, message (the query's bytes), block, maxDepth (2 unless said), query {signatureType, signature,
// signedBy {encodedBody, signature?}}.
import Keyring from '@polkadot/keyring';
import { hexToU8a, stringToU8a, u8aConcat, u8aToHex, u8aWrapBytes } from '@polkadot/util';
import { blake2AsU8a, cryptoWaitReady, keccakAsU8a, secp256k1Compress, sr25519PairFromSeed, sr25519Sign } from '@polkadot/util-crypto';
import * as ethers from 'ethers';
import * as sdk6 from '@phala/sdk';
import * as sdk5 from 'phala-sdk-0-5';
import { createWalletClient, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { privateKeyToAccount as privateKeyToAccount2 } from 'viem-2/accounts';

await cryptoWaitReady();
const NEVER = 0x7fffffff;
const BLOCK = 1000;
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const TYPES = ['Ed25519', 'Sr25519', 'Ecdsa', 'Ed25519WrapBytes', 'Sr25519WrapBytes', 'EcdsaWrapBytes', 'Eip712', 'EvmEcdsa', 'EvmEcdsaWrapBytes'];
const hex = (bytes) => u8aToHex(bytes).slice(2);
const raw = (text) => hexToU8a(`0x${text}`);

/** Random choices that are the same every time. */
let counter = 0;
const seed = (label) => blake2AsU8a(stringToU8a(`certificates/${label}`));
const pick = (count) => new DataView(seed(`pick ${counter++}`).buffer).getUint32(0, true) % count;

// --- what wallets sign

const body = (pubkey, ttl = NEVER, bits = 0) => {
  const size = pubkey.length < 64 ? [pubkey.length << 2] : [((pubkey.length << 2) | 1) & 255, pubkey.length >> 6];
  const tail = new Uint8Array(8);
  new DataView(tail.buffer).setUint32(0, ttl >>> 0, true);
  new DataView(tail.buffer).setUint32(4, bits >>> 0, true);
  return u8aConcat(new Uint8Array(size), pubkey, tail);
};
const salt = u8aToHex(keccakAsU8a('phala/phat-contract'));
const certificateData = (bytes, ttl) => ({
  domain: { name: 'Phat Query Certificate', version: '1', salt },
  primaryType: 'IssueQueryCertificate',
  types: { IssueQueryCertificate: [{ name: 'description', type: 'string' }, { name: 'timeToLive', type: 'string' }, { name: 'encodedCert', type: 'bytes' }] },
  message: {
    description: 'You are signing a Certificate that can be used to query Phat Contracts using your identity without further prompts.',
    timeToLive: `The Certificate will be valid till block ${ttl}.`,
    encodedCert: u8aToHex(bytes),
  },
});
const queryData = (bytes) => ({
  domain: { name: 'Phat Contract Query', version: '1', salt },
  primaryType: 'PhatContractQuery',
  types: { PhatContractQuery: [{ name: 'description', type: 'string' }, { name: 'encodedQuery', type: 'bytes' }] },
  message: { description: 'You are signing a query request that would be sent to a Phat Contract.', encodedQuery: u8aToHex(bytes) },
});
const typed = {
  viem1: async (secret, data) => raw((await privateKeyToAccount(u8aToHex(secret)).signTypedData(data)).slice(2)),
  viem2: async (secret, data) => raw((await privateKeyToAccount2(u8aToHex(secret)).signTypedData(data)).slice(2)),
  ethers: async (secret, { domain, types, message }) => raw((await new ethers.Wallet(u8aToHex(secret)).signTypedData(domain, types, message)).slice(2)),
};

/** A wallet of one signature type: its key and how it signs certificates (ttl given) and queries (no ttl). */
function wallet(type, label, library = 'ethers') {
  const name = TYPES[type];
  const secret = seed(`key ${label}`);
  if (name === 'Eip712') {
    const pubkey = raw(new ethers.SigningKey(u8aToHex(secret)).compressedPublicKey.slice(2));
    return { type, pubkey, secret, sign: (bytes, ttl) => typed[library](secret, ttl === undefined ? queryData(bytes) : certificateData(bytes, ttl)) };
  }
  const kind = name.startsWith('Ed') ? 'ed25519' : name.startsWith('Sr') ? 'sr25519' : 'ecdsa';
  const pair = new Keyring({ type: kind }).addFromSeed(secret);
  const wraps = name.endsWith('WrapBytes');
  return { type, pubkey: pair.publicKey, secret, pair, sign: async (bytes) => pair.sign(wraps ? u8aWrapBytes(bytes) : bytes) };
}

/** A chain of wallets, root first, that signs the message; `ttls` by wallet. */
async function chain(wallets, message, ttls = []) {
  let certificate;
  for (const [i, each] of wallets.entries()) {
    const ttl = ttls[i] ?? NEVER;
    const encoded = body(each.pubkey, ttl);
    const above = wallets[i - 1];
    certificate = {
      encodedBody: hex(encoded),
      ...(above && { signature: { signatureType: above.type, signature: hex(await above.sign(encoded, ttl)), signedBy: certificate } }),
    };
  }
  const leaf = wallets.at(-1);
  return { signatureType: leaf.type, signature: hex(await leaf.sign(message)), signedBy: certificate };
}

const cases = [];
const add = (name, message, query, rest = {}) => cases.push({ name, message: hex(message), block: BLOCK, ...rest, query });
const text = (label, size = 40) => u8aConcat(seed(label), seed(`${label}+`)).slice(0, size);

// --- honest ones

const bases = [];
const honest = (name, message, query, rest) => {
  add(name, message, query, rest);
  bases.push({ name, message, query, ...rest });
};
for (const [type, name] of TYPES.entries()) {
  honest(`${name} alone`, text(name), await chain([wallet(type, name)], text(name)));
  for (const [above, aboveName] of TYPES.entries()) {
    const message = text(`${aboveName}>${name}`);
    const query = await chain([wallet(above, aboveName), wallet(type, `session ${name}`)], message);
    if (type === 1 || above === 1) honest(`${aboveName} > ${name}`, message, query);
    else add(`${aboveName} > ${name}`, message, query);
  }
}
for (const library of Object.keys(typed)) {
  for (let i = 0; i < 6; i++) {
    const root = wallet(6, `${library} ${i}`, library);
    add(`Eip712 by ${library}, alone`, text(library), await chain([root], text(library)));
    add(`Eip712 by ${library} > Sr25519`, text(library), await chain([root, wallet(1, `s${i}`)], text(library), [NEVER, BLOCK + i]));
  }
}
// Certificates of the SDKs, and the query's signature as they make it.
const asked = (cert, message) => ({
  signatureType: 1,
  signature: hex(sr25519Sign(message, { publicKey: cert.pubkey, secretKey: cert.secret })),
  signedBy: plain(cert.certificate),
});
const plain = ({ encodedBody, signature }) => ({
  encodedBody: hex(encodedBody),
  ...(signature && { signature: { signatureType: signature.signatureType, signature: hex(signature.signature), signedBy: plain(signature.signedBy) } }),
});
for (const [version, sdk] of [['0.5.10', sdk5], ['0.6.0-beta.19', sdk6]]) {
  for (const type of ['sr25519', 'ed25519', 'ecdsa']) {
    const pair = new Keyring({ type }).addFromUri('//Vectors//wallet');
    const message = text(`${version} ${type}`);
    honest(`SDK ${version}, ${type} pair`, message, asked(await sdk.signCertificate({ pair }), message));
    add(`SDK ${version}, ${type} pair, ttl of the block`, message, asked(await sdk.signCertificate({ pair, ttl: BLOCK }), message));
    add(`SDK ${version}, ${type} pair, ttl before the block`, message, asked(await sdk.signCertificate({ pair, ttl: BLOCK - 1 }), message));
    // Behind a signer the SDK knows the address only: an ecdsa account is a hash, so its certificate is never good.
    const signer = { signRaw: async ({ data }) => ({ id: 1, signature: u8aToHex(pair.sign(u8aWrapBytes(data))) }) };
    add(`SDK ${version}, ${type} signer`, message, asked(await sdk.signCertificate({ signer, account: { address: pair.address, type } }), message));
  }
  const account = privateKeyToAccount(u8aToHex(seed('sdk evm')));
  const client = createWalletClient({ account, transport: http('http://127.0.0.1:1') });
  const key = u8aToHex(secp256k1Compress(hexToU8a(account.publicKey)));
  const sign = sdk.signEip712Certificate ?? sdk.unstable_signEip712Certificate;
  const cert = await sign({ client, account, compressedPubkey: key, compactPubkey: key });
  honest(`SDK ${version}, Ethereum wallet`, text(version), asked(cert, text(version)));
}
// Chains of 1 to 5 keys, judged with every limit.
for (let length = 1; length <= 5; length++) {
  const types = [1, 6, 0, 2, 1].slice(0, length);
  const query = await chain(types.map((type, i) => wallet(type, `long ${i}`)), text('long'));
  for (let maxDepth = 0; maxDepth <= 5; maxDepth++) add(`chain of ${length}, at most ${maxDepth}`, text('long'), query, { maxDepth });
}
// Cycles: A vouches for B, and B for A.
const [a, b] = [wallet(1, 'cycle a'), wallet(1, 'cycle b')];
for (const ring of [[a, a], [a, b, a], [b, a, b, a]]) {
  const query = await chain(ring, text('cycle'));
  for (const maxDepth of [2, 4]) add(`a cycle of ${ring.length}`, text('cycle'), query, { maxDepth });
}

// --- times

for (const rootTtl of [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, NEVER, 0x80000000, 0xffffffff]) {
  for (const leafTtl of [0, BLOCK - 1, BLOCK, 0x80000000, 0xffffffff]) {
    for (const block of [0, BLOCK, NEVER, 0x80000000, 0xffffffff]) {
      if (block !== BLOCK && pick(3) > 0) continue;
      const query = await chain([wallet(pick(2) ? 6 : 1, 'ttl'), wallet(1, 'ttl session')], text('ttl'), [rootTtl, leafTtl]);
      add(`root till ${rootTtl}, session till ${leafTtl}, block ${block}`, text('ttl'), query, { block });
    }
  }
}

// --- something wrong: each takes a case and changes it

const copy = (query) => structuredClone(query);
const flip = (text, bit) => { const bytes = raw(text); bytes[bit >> 3] ^= 1 << (bit & 7); return hex(bytes); };
const decodedBody = (encoded) => { const bytes = raw(encoded); const size = bytes[0] >> 2; return { pubkey: bytes.slice(1, 1 + size), ttl: new DataView(bytes.buffer).getUint32(1 + size, true) }; };
const other = wallet(1, 'somebody else');
const otherAlone = await chain([other], text('other'));
/** What can be wrong with one signature of the chain, the query's or the certificate's. */
const signatureMutations = {
  'r flipped': (s) => { s.signature = flip(s.signature, 3); },
  's flipped': (s) => { s.signature = flip(s.signature, 300); },
  'highest bit flipped': (s) => { s.signature = flip(s.signature, 511); },
  'one byte less': (s) => { s.signature = s.signature.slice(2); },
  'last byte missing': (s) => { s.signature = s.signature.slice(0, -2); },
  'one byte more': (s) => { s.signature += '00'; },
  'no signature': (s) => { s.signature = ''; },
  'only zeros': (s) => { s.signature = '0'.repeat(s.signature.length); },
  'only ones': (s) => { s.signature = 'f'.repeat(s.signature.length); },
  'longer than any': (s) => { s.signature = s.signature.repeat(40); },
  'of nobody': (s) => { delete s.signedBy; },
  'of somebody else': (s) => { s.signedBy = copy(otherAlone.signedBy); },
  'high s': (s) => highS(s),
  'high s, id not changed': (s) => { const id = s.signature.slice(128); highS(s); s.signature = s.signature.slice(0, 128) + id; },
  'r plus order': (s) => { s.signature = (BigInt(`0x${s.signature.slice(0, 64)}`) + ORDER).toString(16).padStart(64, '0').slice(-64) + s.signature.slice(64); },
  'r is 0': (s) => { s.signature = '0'.repeat(64) + s.signature.slice(64); },
  's is 0': (s) => { s.signature = s.signature.slice(0, 64) + '0'.repeat(64) + s.signature.slice(128); },
  's is the order': (s) => { s.signature = s.signature.slice(0, 64) + ORDER.toString(16) + s.signature.slice(128); },
  'its hex as text': (s) => { s.signature = hex(stringToU8a(`0x${s.signature}`)); },
};
function highS(s) {
  if (s.signature.length !== 130) { s.signature = flip(s.signature, 255); return; }
  const id = parseInt(s.signature.slice(128), 16);
  s.signature = s.signature.slice(0, 64) + ((2n * ORDER - BigInt(`0x${s.signature.slice(64, 128)}`)) % ORDER).toString(16).padStart(64, '0') + (id ^ (id >= 27 ? 7 : 1)).toString(16).padStart(2, '0');
}
for (const type of [-2147483648, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 27, 2147483647]) {
  signatureMutations[`type ${type}`] = (s) => { s.signatureType = type; };
}
for (const id of [0, 1, 2, 3, 4, 26, 27, 28, 29, 30, 31, 54, 128, 255]) {
  signatureMutations[`recovery id ${id}`] = (s) => { s.signature = s.signature.slice(0, 128) + id.toString(16).padStart(2, '0'); };
}
// 27 and 28 for 0 and 1, and back.
signatureMutations['the other form of the recovery id'] = (s) => {
  const id = parseInt(s.signature.slice(128) || '0', 16);
  s.signature = s.signature.slice(0, 128) + (id >= 27 ? id - 27 : id + 27).toString(16).padStart(2, '0');
};
/** What can be wrong with one certificate. */
const bodyMutations = {
  'empty': () => '',
  'a byte after it': (t) => `${t}00`,
  'many bytes after it': (t) => t + 'ab'.repeat(300),
  'its last byte missing': (t) => t.slice(0, -2),
  'its first byte missing': (t) => t.slice(2),
  'only the length': (t) => t.slice(0, 2),
  'a key of length 0': () => `00${'ff'.repeat(4)}00000000`,
  'a length in two bytes': (t) => hex(new Uint8Array([((raw(t)[0] >> 2) << 2) | 1, 0])) + t.slice(2),
  'a length in four bytes': (t) => hex(new Uint8Array([((raw(t)[0] >> 2) << 2) | 2, 0, 0, 0])) + t.slice(2),
  'a length in big form': (t) => hex(new Uint8Array([3, raw(t)[0] >> 2, 0, 0, 0])) + t.slice(2),
  'a length of 2^30 - 1': (t) => `feffffff${t.slice(2)}`,
  'a length of 2^32 - 1': (t) => `03ffffffff${t.slice(2)}`,
  'a length beyond 2^32': (t) => `07ffffffff01${t.slice(2)}`,
  'a key one byte shorter': (t) => reBody(t, (k) => k.slice(1)),
  'a key one byte longer': (t) => reBody(t, (k) => u8aConcat(k, new Uint8Array(1))),
  'a key of zeros': (t) => reBody(t, (k) => new Uint8Array(k.length)),
  'a key of ones': (t) => reBody(t, (k) => new Uint8Array(k.length).fill(255)),
  'another key': (t) => reBody(t, (k) => (k.length === 32 ? other.pubkey : wallet(2, 'somebody').pubkey)),
  'a key flipped': (t) => reBody(t, (k) => raw(flip(hex(k), 5))),
  'the negated key': (t) => reBody(t, (k) => raw(flip(hex(k), k.length === 33 ? 0 : 255))),
  'an x-only key': (t) => reBody(t, (k) => (k.length === 33 ? k.slice(1) : k)),
  'an uncompressed key': (t) => reBody(t, (k) => uncompressed(k)),
  'an account for a key': (t) => reBody(t, (k) => blake2AsU8a(k)),
  'ttl 0': (t) => reBody(t, (k) => k, 0),
  'ttl one less': (t) => reBody(t, (k) => k, NEVER - 1),
  'ttl of the block': (t) => reBody(t, (k) => k, BLOCK),
  'ttl before the block': (t) => reBody(t, (k) => k, BLOCK - 1),
  'ttl at its most': (t) => reBody(t, (k) => k, 0xffffffff),
  'config bits 1': (t) => reBody(t, (k) => k, NEVER, 1),
  'config bits at their most': (t) => reBody(t, (k) => k, NEVER, 0xffffffff),
};
const uncompressed = (key) => {
  try {
    return raw(ethers.SigningKey.computePublicKey(u8aToHex(key), false).slice(2));
  } catch {
    return key;
  }
};
const reBody = (encoded, change, ttl, bits = 0) => {
  if (encoded.length < 40) return encoded;
  const old = decodedBody(encoded);
  return hex(body(change(old.pubkey), ttl ?? old.ttl, bits));
};
/** All ways to change a query at its signatures and certificates. */
const mutations = [];
const at = (level) => (query) => { for (let i = 0; i < level; i++) query = query?.signedBy?.signature; return query; };
for (const level of [0, 1]) {
  for (const [name, change] of Object.entries(signatureMutations)) {
    mutations.push({ name: `signature ${level}: ${name}`, change: (query) => { const target = at(level)(query); if (target) change(target); } });
  }
  for (const [name, change] of Object.entries(bodyMutations)) {
    mutations.push({ name: `certificate ${level}: ${name}`, change: (query) => { const target = at(level)(query)?.signedBy; if (target) target.encodedBody = change(target.encodedBody); } });
  }
}
mutations.push(
  { name: 'signatures exchanged', change: (query) => { const above = at(1)(query); if (above) [query.signature, above.signature] = [above.signature, query.signature]; } },
  { name: 'certificates exchanged', change: (query) => { const above = at(1)(query); if (above?.signedBy && query.signedBy) [query.signedBy.encodedBody, above.signedBy.encodedBody] = [above.signedBy.encodedBody, query.signedBy.encodedBody]; } },
  { name: 'the session poses as a root', change: (query) => { if (query.signedBy) delete query.signedBy.signature; } },
  { name: 'the root is vouched for by somebody', change: (query) => { let root = query.signedBy; while (root?.signature?.signedBy) root = root.signature.signedBy; if (root) root.signature = copy(otherAlone); } },
  { name: 'the chain follows itself', change: (query) => { if (query.signedBy) query.signedBy.signature = copy(query); } },
  { name: 'the parent signed the query itself', change: (query) => { const above = at(1)(query); if (above) query.signedBy = above.signedBy; } },
);
for (const base of bases) {
  for (const { name, change } of mutations) {
    const query = copy(base.query);
    change(query);
    if (JSON.stringify(query) !== JSON.stringify(base.query)) add(`${base.name}: ${name}`, base.message, query);
  }
  // For another contract, worker or cluster the encrypted bytes are others, and they are what is signed.
  add(`${base.name}: for other bytes`, text(`${base.name} elsewhere`), base.query);
  add(`${base.name}: for one bit less`, raw(flip(hex(base.message), 0)), base.query);
  add(`${base.name}: for nothing`, new Uint8Array(), base.query);
}
// Two and three things wrong: which of them is told.
for (let i = 0; i < 2500; i++) {
  const base = bases[pick(bases.length)];
  const query = copy(base.query);
  const names = [];
  for (let n = 0; n < 2 + pick(2); n++) {
    const { name, change } = mutations[pick(mutations.length)];
    try { change(query); names.push(name); } catch (e) { if (!(e instanceof RangeError || e instanceof SyntaxError || e instanceof TypeError)) throw e; }
  }
  add(`${base.name}: ${names.join(', ')}`, pick(8) ? base.message : text('else'), query, { block: pick(10) ? BLOCK : 0xffffffff });
}

// --- wallets that sign something near it

for (const [type, name] of TYPES.entries()) {
  const root = wallet(type, `near ${name}`);
  const session = wallet(1, 'near session');
  const message = text(`near ${name}`);
  const encoded = body(session.pubkey);
  const certified = async (signature) => ({ ...(await chain([session], message)), signedBy: { encodedBody: hex(encoded), signature: { signatureType: type, signature: hex(signature), signedBy: { encodedBody: hex(body(root.pubkey)) } } } });
  if (root.pair) {
    add(`${name}: not wrapped`, message, await certified(root.pair.sign(encoded)));
    add(`${name}: wrapped`, message, await certified(root.pair.sign(u8aWrapBytes(encoded))));
    add(`${name}: wrapped twice`, message, await certified(root.pair.sign(u8aConcat('<Bytes>', u8aWrapBytes(encoded), '</Bytes>'))));
    add(`${name}: wrapped as Ethereum does`, message, await certified(root.pair.sign(u8aConcat('\x19Ethereum Signed Message:\n41', encoded))));
    add(`${name}: the certificate's hex`, message, await certified(root.pair.sign(u8aToHex(encoded))));
    add(`${name}: the certificate's hash`, message, await certified(root.pair.sign(blake2AsU8a(encoded))));
    // A wallet does not wrap what looks wrapped; the worker does.
    const looks = u8aConcat('<Bytes>', text('looks'), '</Bytes>');
    add(`${name}: a query that looks wrapped`, looks, await chain([root], looks));
  }
  if (root.pubkey.length === 33) {
    const evm = new ethers.Wallet(u8aToHex(root.secret));
    const viem = privateKeyToAccount2(u8aToHex(root.secret));
    const near = {
      'personal message by ethers': raw((await evm.signMessage(encoded)).slice(2)),
      'personal message by viem': raw((await viem.signMessage({ message: { raw: encoded } })).slice(2)),
      'its keccak hash': raw(evm.signingKey.sign(keccakAsU8a(encoded)).serialized.slice(2)),
      'its BLAKE2 hash': raw(evm.signingKey.sign(blake2AsU8a(encoded)).serialized.slice(2)),
      'by a keyring for Ethereum': new Keyring({ type: 'ethereum' }).addFromSeed(root.secret).sign(encoded),
      'typed data of a query': await typed.viem2(root.secret, queryData(encoded)),
      'typed data with another ttl': await typed.viem2(root.secret, certificateData(encoded, NEVER - 1)),
      'typed data with a signed ttl': await typed.viem2(root.secret, certificateData(encoded, -1)),
      'typed data of other bytes': await typed.viem2(root.secret, certificateData(body(root.pubkey), NEVER)),
      'typed data of another domain': await typed.ethers(root.secret, { ...certificateData(encoded, NEVER), domain: { name: 'Phat Query Certificate', version: '2', salt } }),
      'typed data for a chain': await typed.ethers(root.secret, { ...certificateData(encoded, NEVER), domain: { name: 'Phat Query Certificate', version: '1', chainId: 1, salt } }),
      'typed data without salt': await typed.ethers(root.secret, { ...certificateData(encoded, NEVER), domain: { name: 'Phat Query Certificate', version: '1' } }),
      'typed data': await typed.ethers(root.secret, certificateData(encoded, NEVER)),
    };
    for (const [what, signature] of Object.entries(near)) {
      add(`${name}: ${what}`, message, await certified(signature));
      const low = Uint8Array.from(signature);
      low[64] -= 27;
      if (signature[64] >= 27) add(`${name}: ${what}, id from 0`, message, await certified(low));
    }
    add(`${name}: a query signed as a certificate`, message, { signatureType: type, signature: hex(await root.sign(message, NEVER)), signedBy: { encodedBody: hex(body(root.pubkey)) } });
  }
}

// --- sr25519 keys and signatures that are no honest ones

const honestSr = sr25519PairFromSeed(seed('odd sr'));
const oddSr = {
  'the neutral point': '00'.repeat(32),
  'one': `01${'00'.repeat(31)}`,
  'a negative field element': `01${'00'.repeat(30)}80`,
  'p': `ed${'ff'.repeat(30)}7f`,
  'a number above p': `ee${'ff'.repeat(30)}7f`,
  'no point': `02${'00'.repeat(31)}`,
};
for (const [what, key] of Object.entries({ ...oddSr, 'an honest key': hex(honestSr.publicKey) })) {
  for (const [which, commitment] of Object.entries(oddSr)) {
    for (const scalar of ['00'.repeat(31) + '80', '00'.repeat(32), `edd3f55c1a631258d69cf7a2def9de14${'00'.repeat(15)}90`, 'ff'.repeat(32)]) {
      add(`Sr25519: key ${what}, commitment ${which}`, text('odd'), { signatureType: 1, signature: commitment + scalar, signedBy: { encodedBody: hex(body(raw(key))) } });
    }
  }
}
const honestSignature = sr25519Sign(text('odd'), honestSr);
const unmarked = Uint8Array.from(honestSignature);
unmarked[63] &= 127;
for (const signature of [honestSignature, unmarked]) {
  add('Sr25519: with and without schnorrkel\'s mark', text('odd'), { signatureType: 1, signature: hex(signature), signedBy: { encodedBody: hex(body(honestSr.publicKey)) } });
}
// The SDKs keep the process alive, and its end does not wait for a pipe.
await new Promise((done) => process.stdout.write(`${cases.map((each) => JSON.stringify(each)).join('\n')}\n`, done));
process.exit(0);
