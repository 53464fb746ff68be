// Writes ed25519 signatures that are odd: keys and commitments of small or mixed order, encodings that are not
// canonical or of no point, scalars that are not reduced. Run by generate.sh; the judge says which are valid.
import { ed25519 } from '@noble/curves/ed25519';
import { sha512 } from '@noble/hashes/sha512';

const { ExtendedPoint: Point, CURVE } = ed25519;
const ORDER = CURVE.n;
const P = 2n ** 255n - 19n;
const utf8 = (text) => new TextEncoder().encode(text);
const hex = (bytes) => Buffer.from(bytes).toString('hex');
const little = (number) => Uint8Array.from({ length: 32 }, (_, i) => Number((number >> BigInt(8 * i)) & 255n));
const number = (bytes) => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
const scalar = (label) => number(sha512(utf8(`ed25519/${label}`))) % ORDER;
const mod = (n) => ((n % ORDER) + ORDER) % ORDER;

/** The eight points whose order divides eight. */
const eighth = Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', true);
const torsion = Array.from({ length: 8 }, (_, i) => (i === 0 ? Point.ZERO : eighth.multiply(BigInt(i))));
/** All ways to write a point that decoders may take: y or y + p, and a sign for x = 0. */
function encodings(point) {
  const { x, y } = point.toAffine();
  const signs = x === 0n ? [0n, 1n] : [x & 1n];
  const ys = y + P < 2n ** 255n ? [y, y + P] : [y];
  return ys.flatMap((each) => signs.map((sign) => little(each | (sign << 255n))));
}
const noPoints = [];
for (let y = 2n; noPoints.length < 4; y++) {
  try { Point.fromHex(hex(little(y)), true); } catch { noPoints.push(little(y)); }
}

const cases = [];
const add = (name, key, message, signature) => cases.push({ name, ed25519: hex(key), message: hex(message), signature: hex(signature) });
const challenge = (r, key, message) => number(sha512(Uint8Array.from([...r, ...key, ...message]))) % ORDER;

/** A key or commitment: what is known about its scalar, and its bytes. */
const candidates = (label) => {
  const secret = scalar(label);
  const out = [];
  torsion.forEach((each, i) => {
    for (const bytes of encodings(each)) out.push({ name: `order ${i}`, secret: 0n, bytes });
    for (const bytes of encodings(Point.BASE.multiply(secret).add(each))) out.push({ name: i ? `mixed ${i}` : 'honest', secret, bytes });
  });
  // Points near zero: y + p fits into 255 bits, but nobody knows their scalar.
  for (let y = 3n; y < 19n; y++) {
    for (const text of [y, y + P, y + P + 2n ** 255n]) out.push({ name: `y = ${text > P ? 'p + ' : ''}${y}`, secret: 0n, bytes: little(text) });
  }
  return out;
};
const keys = candidates('key');
const commitments = candidates('commitment');
for (const [i, key] of keys.entries()) {
  for (const [j, r] of commitments.entries()) {
    const isOdd = key.name.startsWith('y') || r.name.startsWith('y');
    if (isOdd && (i * 31 + j) % 7 > 0) continue;
    const message = utf8(`message ${i} ${j}`);
    const s = mod(r.secret + challenge(r.bytes, key.bytes, message) * key.secret);
    const name = `key ${key.name}, commitment ${r.name}`;
    add(name, key.bytes, message, [...r.bytes, ...little(s)]);
    if (!isOdd && (i + j) % 4 === 0) {
      add(`${name}, scalar not reduced`, key.bytes, message, [...r.bytes, ...little(s + ORDER)]);
      add(`${name}, scalar another`, key.bytes, message, [...r.bytes, ...little(mod(s + 1n))]);
      add(`${name}, scalar with high bits`, key.bytes, message, [...r.bytes, ...little(s | (7n << 253n))]);
      add(`${name}, scalar negated`, key.bytes, message, [...r.bytes, ...little(mod(-s))]);
      add(`${name}, other message`, key.bytes, utf8('another'), [...r.bytes, ...little(s)]);
    }
  }
  for (const r of noPoints) add(`key ${key.name}, commitment no point`, key.bytes, utf8('x'), [...r, ...little(0n)]);
}
for (const key of noPoints) for (const r of commitments) add(`key no point, commitment ${r.name}`, key, utf8('x'), [...r.bytes, ...little(r.secret)]);
console.log(cases.map((each) => JSON.stringify(each)).join('\n'));
