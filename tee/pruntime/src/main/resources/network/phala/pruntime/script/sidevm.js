// What Phala's JavaScript runtime (phatjs) offers beside the language: the global `Sidevm` with hashes, encodings, SCALE
// and inspection, and the names that libraries look for. Follows the behaviour of Phala-Network/phat-quickjs
// sidevm-quickjs and Phala-Network/qjs-sys qjs-extensions. Runs inside the prelude's scope.

const fail = (message) => {
  throw new Error(message);
};
const isBytes = (value) => value instanceof Bytes;
/** Bytes, or a text as UTF-8. */
const bytesOrText = (value) =>
  isBytes(value) ? value
  : value instanceof ArrayBuffer ? new Bytes(value)
  : typeof value === 'string' ? encoder.encode(value)
  : fail('expected Uint8Array or string');
const parsedHex = (value) => {
  const digits = text(value).replace(/^(0x)+/, '');
  if (digits.length % 2 || /[^0-9a-fA-F]/.test(digits)) fail('invalid hex string');
  return fromHex(digits);
};

// ----- texts of values -----
const shown = (value, depth, escape, indent, level) => {
  const list = Array.isArray(value);
  if (list || (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)) {
    const [open, close] = list ? '[]' : '{}';
    if (depth <= 0) return open + '...' + close;
    const entries = list ? value.map((each) => [null, each]) : Object.entries(value);
    const broken = indent && entries.length;
    const items = entries.map(([key, each]) =>
      (broken ? indent.repeat(level + 1) : '') + (key === null ? '' : key + (broken ? ': ' : ':'))
        + shown(each, depth - 1, true, indent, level + 1));
    return open + (broken ? '\n' : '') + items.join(broken ? ',\n' : ',') + (broken ? '\n' + indent.repeat(level) : '') + close;
  }
  if (isBytes(value)) return '0x' + toHex(value);
  if (typeof value === 'string') return escape ? stringify(value) : value;
  try {
    return text(value);
  } catch {
    return '<unprintable>';
  }
};

// ----- SCALE: a small language of types -----
// name<params> = type, by lines or `;`. Types: u8 … u128, i8 … i128, bool, str (a `#` may stand before them), names,
// numbers of definitions, @compact, [list], [array;4], (tuple,), {struct:type}, <Enum|With:type:index>.
const WIDTHS = { u8: 1, u16: 2, u32: 4, u64: 8, u128: 16, i8: 1, i16: 2, i32: 4, i64: 8, i128: 16 };
const NESTING_MAX = 64;
const STD = `
String=str
Vec<T>=[T]
Option<T>=<_None|_Some:T>
Result<T,E>=<Ok:T|Err:E>
AccountId32=[u8;32]
AccountId=[u8;32]
Hash=[u8;32]
H256=[u8;32]
H160=[u8;20]`;

class TypeText {
  constructor(source) {
    this.tokens = text(source).match(/[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[^\s]/g) ?? [];
    this.at = 0;
  }
  peek() { return this.tokens[this.at]; }
  take(token) {
    if (this.peek() !== token) return false;
    this.at++;
    return true;
  }
  need(token) { this.take(token) || fail(`expected "${token}" in type, got "${this.peek() ?? 'end'}"`); }
  name() {
    const token = this.peek();
    if (token === undefined || !/^[A-Za-z_]/.test(token)) fail(`expected a name in type, got "${token ?? 'end'}"`);
    this.at++;
    return token;
  }
  number() {
    const token = this.peek();
    if (token === undefined || !/^[0-9]/.test(token)) fail(`expected a number in type, got "${token ?? 'end'}"`);
    this.at++;
    return Number(token);
  }
  list(close, item, separators = [',']) {
    const items = [];
    while (!this.take(close)) {
      items.push(item());
      if (!separators.some((each) => this.take(each))) {
        this.need(close);
        break;
      }
    }
    return items;
  }
  type(nesting = 0) {
    if (nesting > NESTING_MAX) fail('types are nested too deep');
    const inner = () => this.type(nesting + 1);
    if (this.take('#')) return { kind: 'ref', name: this.name(), args: [], own: true };
    if (this.take('@')) return { kind: 'compact', of: inner() };
    if (this.take('(')) return { kind: 'tuple', of: this.list(')', inner) };
    if (this.take('{')) {
      return { kind: 'struct', of: this.list('}', () => { const name = this.name(); this.need(':'); return [name, inner()]; }) };
    }
    if (this.take('[')) {
      const of = inner();
      const size = this.take(';') ? this.number() : undefined;
      this.need(']');
      return size === undefined ? { kind: 'seq', of } : { kind: 'array', of, size };
    }
    if (this.take('<')) return { kind: 'enum', of: this.variants(inner) };
    const name = /^[0-9]/.test(this.peek() ?? '') ? this.number() : this.name();
    return { kind: 'ref', name, args: this.take('<') ? this.list('>', inner) : [] };
  }
  variants(inner) {
    const all = this.list('>', () => {
      const name = this.name();
      let of, index;
      if (this.take(':')) {
        if (this.peek() !== ':') of = inner();
        if (this.take(':')) index = this.number();
      }
      return { name, of, index };
    }, [',', '|']);
    return all.map((each, i) => ({ ...each, index: each.index ?? i }));
  }
  definitions() {
    const all = [];
    while (this.peek() !== undefined) {
      if (this.take(';')) continue;
      const start = this.at;
      if (/^[A-Za-z_]/.test(this.peek())) {
        const name = this.name();
        const params = this.take('<') ? this.list('>', () => this.name()) : [];
        if (this.take('=')) {
          all.push({ name, params, type: this.type() });
          continue;
        }
        this.at = start;
      }
      all.push({ params: [], type: this.type() });
    }
    return all;
  }
}

class TypeRegistry {
  #types = [];
  #names = new Map();
  #first = 0;
  constructor(source, std = true) {
    if (std) this.append(STD);
    this.#first = this.#types.length;
    if (source) this.append(source);
  }
  append(source) {
    for (const definition of new TypeText(source).definitions()) {
      if (definition.name !== undefined) this.#names.set(definition.name, definition);
      this.#types.push(definition);
    }
  }
  /** Follows names until something with a shape is there. */
  shape(type) {
    for (let i = 0; i < NESTING_MAX; i++) {
      if (type.kind !== 'ref') return type;
      const definition = type.own ? undefined
        : typeof type.name === 'number' ? this.#types[this.#first + type.name] : this.#names.get(type.name);
      if (!definition) {
        if (type.name in WIDTHS || type.name === 'bool' || type.name === 'str') return { kind: type.name };
        fail(`unknown type ${typeof type.name === 'number' ? 'id ' : ''}${type.name}`);
      }
      if (definition.params.length !== type.args.length) {
        fail(`type ${type.name} expected ${definition.params.length} type parameters, got ${type.args.length}`);
      }
      type = type.args.length
        ? filled(definition.type, new Map(definition.params.map((name, each) => [name, type.args[each]])))
        : definition.type;
    }
    return fail('types refer to each other without end');
  }
}

const filled = (type, values) => {
  const inner = (each) => each && filled(each, values);
  switch (type.kind) {
    case 'ref': return values.get(type.name) ?? { ...type, args: type.args.map(inner) };
    case 'tuple': return { ...type, of: type.of.map(inner) };
    case 'struct': return { ...type, of: type.of.map(([name, each]) => [name, inner(each)]) };
    case 'enum': return { ...type, of: type.of.map((each) => ({ ...each, of: inner(each.of) })) };
    default: return { ...type, of: inner(type.of) };
  }
};

/** `<_None|_Some:T>` is the value itself, or null. */
const optionOf = (shape) =>
  shape.of.length === 2 && shape.of[0].name === '_None' && !shape.of[0].of && shape.of[1].name === '_Some' ? shape.of[1]
  : undefined;

const integer = (value, kind) => {
  if (typeof value === 'boolean') value = value ? 1n : 0n;
  if (typeof value !== 'bigint' && !Number.isFinite(value)) fail(`expected ${kind}`);
  const number = typeof value === 'bigint' ? value : BigInt(Math.trunc(value));
  const bits = BigInt(8 * WIDTHS[kind]);
  const fits = kind[0] === 'u' ? number >= 0n && number < 1n << bits : number >= -(1n << (bits - 1n)) && number < 1n << (bits - 1n);
  if (!fits) fail(`expected ${kind}, got ${value}`);
  return BigInt.asUintN(Number(bits), number);
};
const writeNumber = (out, number, width) => {
  for (let i = 0; i < width; i++, number >>= 8n) out.push(Number(number & 255n));
};
const writeCompact = (out, number) => {
  if (number < 64n) return writeNumber(out, number << 2n, 1);
  if (number < 1n << 14n) return writeNumber(out, (number << 2n) | 1n, 2);
  if (number < 1n << 30n) return writeNumber(out, (number << 2n) | 2n, 4);
  const width = Math.max(4, Math.ceil(number.toString(16).length / 2));
  out.push(((width - 4) << 2) | 3);
  writeNumber(out, number, width);
};
const pushAll = (out, bytes) => {
  for (let i = 0; i < bytes.length; i++) out.push(bytes[i]);
};

const encodeValue = (value, type, registry, out, nesting) => {
  if (nesting > NESTING_MAX) fail('values are nested too deep');
  const shape = registry.shape(type);
  const inner = (each, of) => encodeValue(each, of, registry, out, nesting + 1);
  switch (shape.kind) {
    case 'bool':
      if (typeof value !== 'boolean') fail('expected bool');
      return out.push(value ? 1 : 0);
    case 'str': {
      if (typeof value !== 'string') fail('expected string');
      const bytes = encoder.encode(value);
      writeCompact(out, BigInt(bytes.length));
      return pushAll(out, bytes);
    }
    case 'compact': {
      const of = registry.shape(shape.of);
      if (of.kind === 'tuple' && !of.of.length) return;
      if (of.kind[0] !== 'u' || !(of.kind in WIDTHS)) fail('a number or () for compact');
      return writeCompact(out, integer(value, of.kind));
    }
    case 'seq':
    case 'array': {
      const raw = registry.shape(shape.of).kind === 'u8' && (isBytes(value) ? value : typeof value === 'string' && parsedHex(value));
      const items = raw || value;
      const length = items?.length;
      if (typeof length !== 'number') fail('expected a list');
      if (shape.kind === 'seq') writeCompact(out, BigInt(length));
      else if (length !== shape.size) fail(`expected array of length ${shape.size}, got ${length}`);
      if (raw) return pushAll(out, raw);
      for (let i = 0; i < length; i++) inner(items[i], shape.of);
      return;
    }
    case 'tuple': return shape.of.forEach((of, i) => inner(value?.[i], of));
    case 'struct': return shape.of.forEach(([name, of]) => inner(value?.[name], of));
    case 'enum': return encodeEnum(value, shape, out, inner);
    default: return writeNumber(out, integer(value, shape.kind), WIDTHS[shape.kind]);
  }
};
const encodeEnum = (value, shape, out, inner) => {
  const some = optionOf(shape);
  if (some) {
    if (value === undefined || value === null) return out.push(0);
    out.push(some.index);
    return inner(value, some.of);
  }
  const names = value !== null && typeof value === 'object' ? Object.keys(value) : [];
  const variant = names.map((name) => shape.of.find((each) => each.name === name)).find((each) => each);
  if (!variant) return fail('expect enum with any variant of ' + shape.of.map((each) => each.name).join(', '));
  if (variant.index > 255) fail(`variant index ${variant.index} is too large`);
  out.push(variant.index);
  return variant.of && inner(value[variant.name], variant.of);
};

class ScaleInput {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }
  take(count) {
    if (count > this.bytes.length - this.at) fail('unexpected end of buffer');
    this.at += count;
    return this.bytes.slice(this.at - count, this.at);
  }
  number(width) { return this.take(width).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n); }
  compact() {
    const first = this.number(1);
    const mode = Number(first & 3n);
    if (mode === 3) return this.number(Number(first >> 2n) + 4);
    this.at--;
    return this.number([1, 2, 4][mode]) >> 2n;
  }
}
/** Small numbers are numbers; 128 bits always make a BigInt. */
const plain = (number, kind) =>
  WIDTHS[kind] === 16 || number > 0x7fffffffn && WIDTHS[kind] > 4 || number < -0x80000000n ? number : Number(number);

const decodeValue = (input, type, registry, nesting) => {
  if (nesting > NESTING_MAX) fail('values are nested too deep');
  const shape = registry.shape(type);
  const inner = (of) => decodeValue(input, of, registry, nesting + 1);
  switch (shape.kind) {
    case 'bool': {
      const byte = input.take(1)[0];
      return byte > 1 ? fail('unexpected end of buffer') : byte === 1;
    }
    case 'str': return decoder.decode(input.take(Number(input.compact())));
    case 'compact': {
      const of = registry.shape(shape.of);
      if (of.kind === 'tuple' && !of.of.length) return [];
      if (of.kind[0] !== 'u' || !(of.kind in WIDTHS)) fail('a number or () for compact');
      return plain(input.compact(), of.kind);
    }
    case 'seq':
    case 'array': {
      const length = shape.kind === 'seq' ? Number(input.compact()) : shape.size;
      if (registry.shape(shape.of).kind === 'u8') return input.take(length);
      const list = [];
      for (let i = 0; i < length; i++) list.push(inner(shape.of));
      return list;
    }
    case 'tuple': return shape.of.map(inner);
    case 'struct': {
      const object = {};
      for (const [name, of] of shape.of) object[name] = inner(of);
      return object;
    }
    case 'enum': {
      const tag = input.take(1)[0];
      const some = optionOf(shape);
      if (some) {
        if (tag === 0) return null;
        return tag === some.index ? inner(some.of) : fail(`unexpected variant index ${tag} for Option<T>`);
      }
      const variant = shape.of.find((each) => each.index === tag);
      return variant ? { [variant.name]: variant.of ? inner(variant.of) : null } : fail(`unknown variant ${tag}`);
    }
    default: {
      const raw = input.number(WIDTHS[shape.kind]);
      return plain(shape.kind[0] === 'i' ? BigInt.asIntN(8 * WIDTHS[shape.kind], raw) : raw, shape.kind);
    }
  }
};

const registryOf = (given) =>
  given instanceof TypeRegistry ? given
  : given === undefined || given === null ? new TypeRegistry()
  : typeof given === 'string' ? new TypeRegistry(given)
  : fail('expected TypeRegistry');
const typeOf = (id) => {
  if (typeof id === 'number') return { kind: 'ref', name: id, args: [] };
  const source = new TypeText(id);
  const type = source.type();
  return source.peek() === undefined ? type : fail(`unexpected "${source.peek()}" in type`);
};
const encodeAll = (values, ids, given) => {
  const registry = registryOf(given);
  const out = [];
  ids.forEach((id, i) => encodeValue(values?.[i], typeOf(id), registry, out, 0));
  return new Bytes(out);
};
const decodeAll = (bytes, ids, given) => {
  if (!isBytes(bytes)) fail('expected Uint8Array');
  const registry = registryOf(given);
  const input = new ScaleInput(bytes);
  return ids.map((id) => decodeValue(input, typeOf(id), registry, 0));
};
const SCALE = {
  parseTypes: (types, options) => new TypeRegistry(types, !options?.no_std),
  appendTypes: (registry, types) => void registryOf(registry).append(types),
  builtinTypes: () => STD.trim() + '\n',
  encode: (value, type, registry) => encodeAll([value], [type], registry),
  encodeAll,
  decode: (bytes, type, registry) => decodeAll(bytes, [type], registry)[0],
  decodeAll,
  codec(type, registry) {
    const types = registryOf(registry);
    return Array.isArray(type)
      ? { encode: (value) => encodeAll(value, type, types), decode: (bytes) => decodeAll(bytes, type, types) }
      : { encode: (value) => SCALE.encode(value, type, types), decode: (bytes) => SCALE.decode(bytes, type, types) };
  },
};

// ----- base64 -----
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const toBase64 = (bytes) => {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const bits = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out += ALPHABET[bits >> 18] + ALPHABET[(bits >> 12) & 63]
      + (i + 1 < bytes.length ? ALPHABET[(bits >> 6) & 63] : '=') + (i + 2 < bytes.length ? ALPHABET[bits & 63] : '=');
  }
  return out;
};
const fromBase64 = (given) => {
  const source = text(given);
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(source)) fail('invalid base64 string');
  const digits = source.replace(/=+$/, '');
  const out = new Bytes(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  for (let i = 0, at = 0; i < digits.length; i++) {
    bits = ((bits << 6) | ALPHABET.indexOf(digits[i])) & 0xffffff;
    if (i % 4) out[at++] = (bits >> (6 - 2 * (i % 4))) & 255;
  }
  return out;
};

// ----- the global objects -----
const exit = () => {
  timers.clear();
};
const inspect = (...values) => console.log(values.map((each) => shown(each, 5, false, '  ', 0)).join(' '));
const Sidevm = {
  version: '0.10.4',
  SCALE,
  hash: (algorithm, message) =>
    fromHex(ask('hash', text(algorithm), toHex(bytesOrText(message))) || fail('Unsupported hash algorithm: ' + algorithm)),
  repr: (value, options) => shown(value, options?.depth ?? 5, true, options?.indent ?? '', 0),
  inspect,
  exit,
  hexEncode: (data, prefix) => (prefix ? '0x' : '') + toHex(bytesOrText(data)),
  hexDecode: parsedHex,
  utf8Encode: (given) => encoder.encode(text(given)),
  utf8Decode: (bytes) => decoder.decode(bytes),
  base64Encode: (data) => toBase64(bytesOrText(data)),
  base64Decode: fromBase64,
  concatU8a(arrays) {
    const out = new Bytes(arrays.reduce((sum, each) => sum + each.length, 0));
    arrays.reduce((at, each) => (out.set(each, at), at + each.length), 0);
    return out;
  },
};
// Code that `JsCode::Bytecode` takes. It runs strict, without a value of its own: it answers by `scriptOutput`.
Sidevm.compile = (source) => {
  const answer = ask('compile', text(source));
  if (answer.error) throw new SyntaxError(answer.error);
  return fromHex(answer.code);
};
define('Sidevm', Sidevm);
define('SCALE', SCALE);
define('global', globalThis);
define('window', globalThis);
define('print', (...values) => console.log(...values));
define('process', {
  env: {},
  exit,
  get argv() { return ['phatjs', '<eval>', ...(globalThis.scriptArgs ?? [])]; },
});

// ----- cancelling -----
class AbortSignal {
  #listeners = [];
  aborted = false;
  reason = undefined;
  onabort = null;
  addEventListener(name, listener) { if (name === 'abort') this.#listeners.push(listener); }
  removeEventListener(name, listener) { this.#listeners = this.#listeners.filter((each) => each !== listener); }
  throwIfAborted() { if (this.aborted) throw this.reason; }
  static tell(signal, reason) {
    if (signal.aborted) return;
    signal.aborted = true;
    signal.reason = reason ?? Object.assign(new Error('This operation was aborted'), { name: 'AbortError' });
    const event = { type: 'abort', target: signal };
    if (typeof signal.onabort === 'function') signal.onabort(event);
    for (const each of signal.#listeners) each.call(signal, event);
  }
}
const abort = AbortSignal.tell;
delete AbortSignal.tell;
class AbortController {
  signal = new AbortSignal();
  abort(reason) { abort(this.signal, reason); }
}
define('AbortSignal', AbortSignal);
define('AbortController', AbortController);

// ----- addresses -----
class URLSearchParams {
  #list = [];
  constructor(init = '') {
    const decode = (part) => decodeURIComponent(part.replace(/\+/g, ' '));
    if (typeof init === 'string') {
      for (const pair of init.replace(/^\?/, '').split('&')) {
        if (!pair) continue;
        const at = pair.indexOf('=');
        this.#list.push(at < 0 ? [decode(pair), ''] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))]);
      }
    } else for (const [name, value] of init[Symbol.iterator] ? init : Object.entries(init)) this.append(name, value);
  }
  append(name, value) { this.#list.push([text(name), text(value)]); }
  delete(name) { this.#list = this.#list.filter(([own]) => own !== text(name)); }
  get(name) { return this.#list.find(([own]) => own === text(name))?.[1] ?? null; }
  getAll(name) { return this.#list.filter(([own]) => own === text(name)).map(([, value]) => value); }
  has(name) { return this.#list.some(([own]) => own === text(name)); }
  set(name, value) {
    const at = this.#list.findIndex(([own]) => own === text(name));
    if (at < 0) return this.append(name, value);
    this.#list = this.#list.filter(([own], i) => i <= at || own !== text(name));
    this.#list[at] = [text(name), text(value)];
  }
  sort() { this.#list.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)); }
  forEach(callback) { this.#list.forEach(([name, value]) => callback(value, name, this)); }
  entries() { return this.#list.map((pair) => [...pair])[Symbol.iterator](); }
  keys() { return this.#list.map(([name]) => name)[Symbol.iterator](); }
  values() { return this.#list.map(([, value]) => value)[Symbol.iterator](); }
  [Symbol.iterator]() { return this.entries(); }
  toString() {
    const escape = (part) => encodeURIComponent(part).replace(/%20/g, '+').replace(/[!'()~]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase());
    return this.#list.map((pair) => pair.map(escape).join('=')).join('&');
  }
}
const PORTS = { 'http:': '80', 'https:': '443', 'ws:': '80', 'wss:': '443', 'ftp:': '21' };
const URL_PARTS = /^([A-Za-z][A-Za-z0-9+.-]*:)(?:\/\/(?:([^/?#@:]*)(?::([^/?#@]*))?@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d*))?)?([^?#]*)(\?[^#]*)?(#.*)?$/;
class URL {
  constructor(given, base) {
    const source = text(given).trim();
    let parts = URL_PARTS.exec(source);
    if (!parts && base !== undefined) parts = URL_PARTS.exec(URL.#joined(source, new URL(base)));
    if (!parts || (parts[1].toLowerCase() in PORTS && !parts[4])) throw new TypeError('Invalid URL: ' + source);
    this.protocol = parts[1].toLowerCase();
    this.username = parts[2] ?? '';
    this.password = parts[3] ?? '';
    this.hostname = (parts[4] ?? '').toLowerCase();
    this.port = parts[5] === undefined || parts[5] === PORTS[this.protocol] ? '' : parts[5];
    this.pathname = this.protocol in PORTS ? URL.#tidy(encodeURI(decodeSafe(parts[6])) || '/') : parts[6];
    this.hash = parts[8] === '#' ? '' : parts[8] ?? '';
    this.searchParams = new URLSearchParams(parts[7] ?? '');
    this.search = parts[7] === '?' ? '' : parts[7] ?? '';
  }
  static #joined(source, base) {
    const origin = base.protocol + '//' + base.#user() + base.host;
    if (source.startsWith('//')) return base.protocol + source;
    if (source.startsWith('/')) return origin + source;
    if (source.startsWith('?')) return origin + base.pathname + source;
    if (source.startsWith('#')) return origin + base.pathname + base.search + source;
    return origin + base.pathname.replace(/[^/]*$/, '') + source;
  }
  static #tidy(path) {
    const out = [];
    const steps = path.split('/').slice(1);
    steps.forEach((step, i) => {
      if (step === '..') out.pop();
      else if (step !== '.') out.push(step);
      if ((step === '..' || step === '.') && i === steps.length - 1) out.push('');
    });
    return '/' + out.join('/');
  }
  #user() {
    const user = this.username + (this.password ? ':' + this.password : '');
    return user && user + '@';
  }
  get host() { return this.hostname + (this.port ? ':' + this.port : ''); }
  get origin() { return this.protocol + '//' + this.host; }
  get href() {
    const authority = this.hostname || this.protocol in PORTS ? '//' + this.#user() + this.host : '';
    const query = this.searchParams.toString();
    const changed = query !== new URLSearchParams(this.search).toString();
    return this.protocol + authority + this.pathname + (changed ? (query && '?' + query) : this.search) + this.hash;
  }
  toString() { return this.href; }
  toJSON() { return this.href; }
}
const decodeSafe = (path) => {
  try {
    return path.includes('%') ? path.replace(/%25/g, '%2525') && decodeURI(path) : path;
  } catch {
    return path;
  }
};
define('URLSearchParams', URLSearchParams);
define('URL', URL);
