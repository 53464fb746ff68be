// What libraries for browsers look for beside fetch: blobs, streams, requests, XMLHttpRequest, chance. Runs behind
// sidevm.js, in the same function.

// ----- blobs -----
const parts = new WeakMap();
const contentOf = (blob) => parts.get(blob);
class Blob {
  constructor(given = [], options = {}) {
    const list = [];
    for (const each of given) list.push(bytesOf(each));
    parts.set(this, Sidevm.concatU8a(list));
    this.type = text(options.type ?? '').toLowerCase();
  }
  get size() { return contentOf(this).length; }
  slice(from = 0, to = this.size, type = '') {
    return new Blob([contentOf(this).slice(from, to)], { type });
  }
  async bytes() { return contentOf(this).slice(); }
  async arrayBuffer() { return contentOf(this).slice().buffer; }
  async text() { return decoder.decode(contentOf(this)); }
  stream() { return streamOf(contentOf(this)); }
}
define('Blob', Blob);

// ----- streams: what is enqueued comes out, in order -----
class ReadableStream {
  #chunks = [];
  #waiting = [];
  #source;
  #closed = false;
  #pulling = false;
  #failure;
  #reader = null;
  constructor(source = {}) {
    this.#source = source;
    const settle = () => {
      while (this.#waiting.length && (this.#chunks.length || this.#closed || this.#failure)) {
        const { resolve, reject } = this.#waiting.shift();
        if (this.#chunks.length) resolve({ value: this.#chunks.shift(), done: false });
        else if (this.#failure) reject(this.#failure.reason);
        else resolve({ value: undefined, done: true });
      }
    };
    const open = () => {
      if (this.#closed || this.#failure) throw new TypeError('The stream is closed');
    };
    const controller = {
      enqueue: (chunk) => {
        open();
        this.#chunks.push(chunk);
        settle();
        again = this.#waiting.length > 0;
      },
      close: () => { open(); this.#closed = true; settle(); },
      error: (reason) => { if (!this.#closed) { this.#failure ??= { reason }; this.#chunks = []; settle(); } },
      get desiredSize() { return 1; },
    };
    let again = false;
    this.#pull = async () => {
      if (this.#pulling || this.#closed || this.#failure || typeof source.pull !== 'function') return;
      this.#pulling = true;
      again = false;
      try {
        await source.pull(controller);
      } catch (e) {
        controller.error(e);
      } finally {
        this.#pulling = false;
      }
      if (again) this.#pull();
    };
    this.#started = (async () => source.start?.(controller))().catch((e) => controller.error(e));
  }
  #pull;
  #started;
  get locked() { return this.#reader !== null; }
  getReader() {
    if (this.#reader) throw new TypeError('The stream is locked');
    const stream = this;
    let ended = () => {};
    const reader = {
      closed: new Promise((resolve) => { ended = resolve; }),
      async read() {
        if (stream.#reader !== reader) throw new TypeError('The reader is released');
        const chunk = await stream.#next();
        if (chunk.done) ended();
        return chunk;
      },
      releaseLock() { if (stream.#reader === reader) stream.#reader = null; },
      cancel: (reason) => stream.#cancel(reason),
    };
    this.#reader = reader;
    return reader;
  }
  async #next() {
    await this.#started;
    return new Promise((resolve, reject) => {
      if (this.#chunks.length) return resolve({ value: this.#chunks.shift(), done: false });
      if (this.#failure) return reject(this.#failure.reason);
      if (this.#closed) return resolve({ value: undefined, done: true });
      this.#waiting.push({ resolve, reject });
      this.#pull();
    });
  }
  async #cancel(reason) {
    this.#chunks = [];
    this.#closed = true;
    for (const { resolve } of this.#waiting.splice(0)) resolve({ value: undefined, done: true });
    await this.#source.cancel?.(reason);
  }
  async cancel(reason) {
    if (this.#reader) throw new TypeError('The stream is locked');
    await this.#cancel(reason);
  }
  async *values() {
    const reader = this.getReader();
    try {
      for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
    } finally {
      reader.releaseLock();
    }
  }
  [Symbol.asyncIterator]() { return this.values(); }
}
const CHUNK = 64 << 10;
const streamOf = (bytes) => {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.slice(at, (at += CHUNK)));
      else controller.close();
    },
  });
};
define('ReadableStream', ReadableStream);

// ----- requests -----
class Request {
  constructor(resource, init = {}) {
    const given = resource instanceof Request ? { ...resource, ...init } : init;
    this.url = resource instanceof Request ? resource.url : text(resource);
    this.method = text(given.method ?? 'GET').toUpperCase();
    this.headers = new Headers(given.headers);
    this.body = given.body ?? null;
    this.signal = given.signal;
    this.redirect = given.redirect ?? 'follow';
  }
}
define('Request', Request);

// As phatjs: the answer comes to the callback in steps, `head`, `data`, `end`, or as `error`.
let lastRequest = 0;
const openRequests = new Set();
Sidevm.httpRequest = (options, given) => {
  const callback = given ?? options.callback ?? (() => {});
  const id = ++lastRequest;
  openRequests.add(id);
  const tell = (command, data) => { if (openRequests.has(id)) callback(command, data); };
  globalThis.setTimeout(() => {
    if (!openRequests.has(id)) return;
    const body = options.body === '0x' ? undefined : options.body;
    const answer = ask('http', text(options.url), text(options.method ?? 'GET').toUpperCase(),
      [...new Headers(options.headers)], toHex(bytesOf(body)));
    if (answer.error) tell('error', answer.error);
    else {
      const headers = {};
      for (const [name, value] of answer.headers) headers[name] = name in headers ? headers[name] + ', ' + value : value;
      tell('head', { status: answer.status, statusText: answer.reason, headers });
      if (answer.body) tell('data', fromHex(answer.body));
      tell('end');
    }
    openRequests.delete(id);
  }, 0);
  return id;
};
Sidevm.close = (id) => void openRequests.delete(id);

class XMLHttpRequest {
  static UNSENT = 0;
  static OPENED = 1;
  static HEADERS_RECEIVED = 2;
  static LOADING = 3;
  static DONE = 4;
  #listeners = new Map();
  #headers = new Headers();
  #answered = null;
  #received = [];
  #sent = 0;
  #method;
  #url;
  readyState = 0;
  response = null;
  responseText = '';
  responseType = '';
  responseURL = '';
  status = 0;
  statusText = '';
  timeout = 0;
  withCredentials = false;
  addEventListener(name, listener) {
    const key = text(name).toLowerCase();
    this.#listeners.set(key, [...(this.#listeners.get(key) ?? []), listener]);
  }
  removeEventListener(name, listener) {
    const key = text(name).toLowerCase();
    this.#listeners.set(key, (this.#listeners.get(key) ?? []).filter((each) => each !== listener));
  }
  #tell(type) {
    const loaded = this.#received.reduce((sum, each) => sum + each.length, 0);
    const event = { type, target: this, currentTarget: this, lengthComputable: false, loaded, total: 0 };
    for (const each of this.#listeners.get(type) ?? []) each.call(this, event);
    const own = this['on' + type];
    if (typeof own === 'function') own.call(this, event);
  }
  #become(state) {
    this.readyState = state;
    this.#tell('readystatechange');
  }
  open(method, url, async = true) {
    if (!async) throw new Error('Synchronous XHR processing not implemented');
    this.#method = text(method).toUpperCase();
    this.#url = text(url);
    this.#headers = new Headers();
    this.#answered = null;
    this.#received = [];
    this.status = 0;
    this.statusText = '';
    this.#become(1);
  }
  #requireOpen() {
    if (this.readyState !== 1 || this.#sent) {
      throw Object.assign(new Error('XHR readyState must be OPENED'), { name: 'InvalidStateError' });
    }
  }
  setRequestHeader(name, value) {
    this.#requireOpen();
    this.#headers.append(name, value);
  }
  send(body) {
    this.#requireOpen();
    const empty = body === undefined || body === null || this.#method === 'GET' || this.#method === 'HEAD';
    this.#sent = Sidevm.httpRequest(
      { url: this.#url, method: this.#method, headers: [...this.#headers], body: empty ? undefined : body },
      (command, data) => this.#take(command, data));
    this.#tell('loadstart');
  }
  #take(command, data) {
    if (command === 'head') {
      this.status = data.status;
      this.statusText = data.statusText;
      this.responseURL = this.#url;
      this.#answered = data.headers;
      this.#become(2);
    } else if (command === 'data') {
      this.#received.push(data);
      if (this.readyState !== 3) this.#become(3);
      this.#tell('progress');
    } else {
      this.#sent = 0;
      if (command === 'end') this.#finish();
      this.#become(4);
      this.#tell(command === 'end' ? 'load' : 'error');
      this.#tell('loadend');
    }
  }
  #finish() {
    const bytes = Sidevm.concatU8a(this.#received);
    const kind = this.responseType;
    if (kind === 'arraybuffer') this.response = bytes.buffer;
    else if (kind === 'blob') this.response = new Blob([bytes], { type: this.getResponseHeader('content-type') ?? '' });
    else if (kind === 'json') {
      try {
        this.response = parse(decoder.decode(bytes));
      } catch {
        this.response = null;
      }
    } else this.response = this.responseText = decoder.decode(bytes);
  }
  abort() {
    if (!this.#sent) return;
    Sidevm.close(this.#sent);
    this.#sent = 0;
    this.readyState = 0;
    this.#tell('abort');
    this.#tell('loadend');
  }
  getResponseHeader(name) {
    const wanted = text(name).toLowerCase();
    const found = Object.entries(this.#answered ?? {}).find(([own]) => own.toLowerCase() === wanted);
    return found ? found[1] : null;
  }
  getAllResponseHeaders() {
    return Object.entries(this.#answered ?? {}).map(([name, value]) => name.toLowerCase() + ': ' + value).join('\r\n');
  }
  overrideMimeType() {}
}
define('XMLHttpRequest', XMLHttpRequest);

// ----- small things -----
Sidevm.parseURL = (url) => {
  const { protocol, host, hostname, port, pathname, search, hash, username, password, origin, href } = new URL(url);
  return { protocol, host, hostname, port, pathname, search, hash, username, password, origin, href };
};
const RANDOM_MAX = 65536;
define('crypto', {
  getRandomValues(array) {
    if (!ArrayBuffer.isView(array) || array instanceof Float32Array || array instanceof Float64Array || array instanceof DataView) {
      throw new TypeError('getRandomValues fills integer arrays only');
    }
    if (array.byteLength > RANDOM_MAX) throw new Error('getRandomValues fills at most 65536 bytes');
    new Bytes(array.buffer, array.byteOffset, array.byteLength).set(fromHex(ask('random', array.byteLength)));
    return array;
  },
  randomUUID() {
    const bytes = this.getRandomValues(new Bytes(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    return toHex(bytes).replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
  },
});
const latin = (given) => {
  const source = text(given);
  const bytes = new Bytes(source.length);
  for (let i = 0; i < source.length; i++) {
    const code = source.charCodeAt(i);
    if (code > 255) throw new Error('btoa takes characters up to 255 only');
    bytes[i] = code;
  }
  return bytes;
};
define('btoa', (given) => toBase64(latin(given)));
define('atob', (given) => {
  const clean = text(given).replace(/[\t\n\f\r ]/g, '').replace(/=+$/, '');
  const bytes = fromBase64(clean + '='.repeat((4 - (clean.length % 4)) % 4));
  let out = '';
  for (const each of bytes) out += String.fromCharCode(each);
  return out;
});
if (typeof queueMicrotask === 'undefined') {
  define('queueMicrotask', (job) => void Promise.resolve().then(() => job()));
}
