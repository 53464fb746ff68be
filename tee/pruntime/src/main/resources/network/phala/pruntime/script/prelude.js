// The world of a script beside the language itself: arguments, timers, fetch, output. Runs once when the engine is made,
// before any script; every evaluation starts from a copy of what this leaves behind.
// Runs in strict mode inside a function, with sidevm.js behind it.
const invoke = globalThis.java_invoke;
for (const name of ['java_invoke', 'Javy', 'plugin']) delete globalThis[name];
const { parse, stringify } = JSON;
const evaluate = globalThis.eval;
const now = Date.now;
const text = String;
const Bytes = Uint8Array;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const ask = (name, ...args) => parse(invoke('phala', name, stringify(args)));

const toHex = (bytes) => {
  let hex = '';
  for (let i = 0; i < bytes.length; i++) hex += (bytes[i] + 256).toString(16).slice(1);
  return hex;
};
const fromHex = (hex) => {
  const bytes = new Bytes(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
};
const define = (name, value) =>
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });

// ----- timers: the host waits, then runs a step -----
const timers = new Map();
let lastTimer = 0;
const start = (repeated) => (callback, delay, ...args) => {
  const millis = Math.max(Number(delay) || 0, repeated ? 1 : 0);
  timers.set(++lastTimer, { callback, args, due: now() + millis, every: repeated ? millis : -1 });
  return lastTimer;
};
const stop = (id) => void timers.delete(id);
define('setTimeout', start(false));
define('setInterval', start(true));
define('clearTimeout', stop);
define('clearInterval', stop);

// One timer a step: the one due first, and what its promises start runs before the next one. How late the host is
// changes nothing in the order.
const first = () => {
  let found;
  for (const entry of timers) if (!found || entry[1].due < found[1].due) found = entry;
  return found;
};
const runTimer = () => {
  const next = first();
  if (!next || next[1].due > now()) return;
  const [id, timer] = next;
  if (timer.every < 0) timers.delete(id);
  else {
    // Behind the others that are due at the same time.
    timers.delete(id);
    timers.set(id, { ...timer, due: timer.due + timer.every });
  }
  try {
    typeof timer.callback === 'function' ? timer.callback(...timer.args) : evaluate(text(timer.callback));
  } catch (e) {
    console.error('Uncaught ' + described(e));
  }
};

// ----- fetch, through the worker's own web client and its limits -----
class Headers {
  #list;
  constructor(init = []) {
    const pairs = init instanceof Headers ? [...init] : Array.isArray(init) ? init : Object.entries(init ?? {});
    this.#list = pairs.map(([name, value]) => [text(name).toLowerCase(), text(value)]);
  }
  get(name) {
    const found = this.#list.filter(([own]) => own === text(name).toLowerCase()).map(([, value]) => value);
    return found.length ? found.join(', ') : null;
  }
  has(name) { return this.get(name) !== null; }
  set(name, value) { this.delete(name); this.append(name, value); }
  append(name, value) { this.#list.push([text(name).toLowerCase(), text(value)]); }
  delete(name) { this.#list = this.#list.filter(([own]) => own !== text(name).toLowerCase()); }
  forEach(callback) { this.#list.forEach(([name, value]) => callback(value, name, this)); }
  entries() { return this.#list[Symbol.iterator](); }
  [Symbol.iterator]() { return this.entries(); }
}
class Response {
  #body;
  constructor(url, answer) {
    this.#body = fromHex(answer.body);
    this.url = url;
    this.status = answer.status;
    this.statusText = answer.reason;
    this.ok = answer.status >= 200 && answer.status <= 299;
    this.headers = new Headers(answer.headers);
  }
  async text() { return decoder.decode(this.#body); }
  async json() { return parse(decoder.decode(this.#body)); }
  async bytes() { return this.#body.slice(); }
  async arrayBuffer() { return this.#body.slice().buffer; }
  async blob() { return new Blob([this.#body], { type: this.headers.get('content-type') ?? '' }); }
  get body() { return streamOf(this.#body); }
}
const bytesOf = (body) => {
  if (body === undefined || body === null) return new Bytes(0);
  if (body instanceof ArrayBuffer) return new Bytes(body);
  if (ArrayBuffer.isView(body)) return new Bytes(body.buffer, body.byteOffset, body.byteLength);
  if (body instanceof Blob) return contentOf(body);
  return encoder.encode(text(body));
};
define('Headers', Headers);
define('Response', Response);
define('fetch', async (resource, given = {}) => {
  const url = resource instanceof Request ? resource.url : resource;
  const options = resource instanceof Request ? { ...resource, ...given } : given;
  options.signal?.throwIfAborted?.();
  const method = text(options.method ?? 'GET').toUpperCase();
  const answer = ask('http', text(url), method, [...new Headers(options.headers)], toHex(bytesOf(options.body)));
  if (answer.error) throw new TypeError('fetch failed: ' + answer.error);
  return new Response(text(url), answer);
});

// ----- chance: every evaluation has its own, though all start from the same copy -----
let a = 0, b = 0, c = 0, d = 0;
const next = () => {
  const sum = (a + b + d) | 0;
  d = (d + 1) | 0;
  a = b ^ (b >>> 9);
  b = (c + (c << 3)) | 0;
  c = (c << 21) | (c >>> 11);
  c = (c + sum) | 0;
  return sum >>> 0;
};
Math.random = () => (next() * 2097152 + (next() >>> 11)) / 9007199254740992;

const described = (e) => {
  try {
    const message = text(e);
    const stack = e instanceof Error && typeof e.stack === 'string' ? e.stack.trimEnd() : '';
    return stack ? message + '\n' + stack : message;
  } catch {
    return 'an exception that cannot be shown';
  }
};

// ----- what the host calls -----
let state = 'new';
let last;
const begin = () => {
  state = 'loading';
  const given = ask('begin');
  [a, b, c, d] = given.seed;
  for (let i = 0; i < 12; i++) next();
  globalThis.scriptArgs = given.args;
};
// One script after another. Bytecode is run by the host, when this step is over; its value is lost.
const load = () => {
  const given = ask('next');
  if (!given.more) state = 'running';
  last = undefined;
  if (given.source === undefined) return;
  try {
    last = evaluate(given.source);
  } catch (e) {
    state = 'ended';
    ask('exception', 'Failed to execute script: ' + described(e));
  }
};
const output = () => {
  try {
    const own = globalThis.scriptOutput;
    const value = own === undefined ? last : own;
    if (value === undefined) ask('output', 'undefined');
    else if (value === null) ask('output', 'null');
    else if (typeof value === 'string') ask('output', 'text', value);
    else if (value instanceof Bytes) ask('output', 'bytes', toHex(value));
    else ask('output', 'other', text(value));
  } catch (e) {
    ask('exception', 'Failed to convert output: ' + described(e));
  }
};
const step = () => {
  if (state === 'new') begin();
  if (state === 'loading') load();
  else if (state === 'running') runTimer();
  // Jobs of promises run when this returns; only then does the host ask how long to wait.
};
const wait = () => {
  if (state === 'ended') return;
  if (state === 'loading') return void ask('wait', 0);
  const next = first();
  if (next) ask('wait', Math.max(0, next[1].due - now()));
  else { state = 'ended'; output(); }
};
// Symbols are not found by chance; a script that looks for this one can only hurt itself.
// Compiled scripts are strict, where a name must exist before it is set.
define('scriptOutput', undefined);
Object.defineProperty(globalThis, Symbol.for('phala.host'), { value: Object.freeze({ step, wait }) });
