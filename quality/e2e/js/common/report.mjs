// Runs checks one after the other and prints a line for each. A check that throws or takes too long has failed; the
// judge goes on with the next one, so that one run shows everything that is wrong.
import { readFileSync } from 'node:fs';

/** Seconds for what takes one or two on a machine with nothing else to do. Failures show long before. */
export const PATIENCE = 300;

export class Report {
  #judge;
  #passed = 0;
  #failed = [];

  constructor(judge) {
    this.#judge = judge;
    console.log(`# ${judge}`);
  }

  /** Runs `body`; what it returns is printed behind the name and handed back (undefined after a failure). */
  async check(name, body, seconds = PATIENCE) {
    const start = performance.now();
    let timer;
    try {
      const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no result after ${seconds} s`)), seconds * 1000);
      });
      const value = await Promise.race([body(), late]);
      this.#passed++;
      const note = typeof value === 'string' ? `: ${value}` : '';
      console.log(`ok   ${name} (${Math.round(performance.now() - start)} ms)${note}`);
      return value;
    } catch (error) {
      this.#failed.push(name);
      console.log(`FAIL ${name}: ${describe(error)}`);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Prints the summary and ends the process: 0 if all passed and there was anything to pass. */
  finish() {
    const good = this.#failed.length === 0 && this.#passed > 0;
    console.log(`# ${this.#judge}: ${this.#passed} passed, ${this.#failed.length} failed`);
    for (const name of this.#failed) console.log(`#   failed: ${name}`);
    process.exit(good ? 0 : 1);
  }
}

function describe(error) {
  if (error instanceof Error) {
    const frame = error.stack?.split('\n').find((line) => line.includes('/js/common/') || line.includes('judge.js'));
    return `${error.message}${frame ? ` (${frame.trim().replace(/^at /, '')})` : ''}`;
  }
  return typeof error?.toHuman === 'function' ? JSON.stringify(error.toHuman()) : String(error);
}

/** Throws unless `condition` holds. */
export function expect(condition, message) {
  if (!condition) throw new Error(typeof message === 'function' ? message() : message);
}

/** Throws unless both print the same. */
export function same(actual, expected, what) {
  const [a, b] = [print(actual), print(expected)];
  if (a !== b) throw new Error(`${what}: ${a}, expected ${b}`);
}

const print = (value) =>
  typeof value === 'object' && value !== null && !value.toHex && !value.toNumber
    ? JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? v.toString() : v))
    : String(value);

/** Expects `body` to fail with a message that matches `pattern`; returns the message. */
export async function refused(body, pattern) {
  let result;
  try {
    result = await body();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    expect(pattern.test(message), () => `refused with "${message}", expected ${pattern}`);
    return message;
  }
  throw new Error(`accepted (${result}), expected a refusal matching ${pattern}`);
}

/** Asks again until `probe` returns something truthy. */
export async function until(what, probe, seconds = PATIENCE * 0.8) {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (performance.now() > end) throw new Error(`${what}: still not so after ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

/** The network to judge, as `./phala devnet --ready-file` describes it. */
export function readyFile() {
  const file = process.env.PHALA_READY_FILE;
  if (!file) {
    console.error('PHALA_READY_FILE must name the file that `./phala devnet --ready-file FILE` wrote');
    process.exit(2);
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** A bundle of examples/contracts as parsed JSON. */
export function contractFile(name) {
  const folder = process.env.PHALA_CONTRACTS ?? new URL('../../../../examples/contracts/artifacts', import.meta.url).pathname;
  return JSON.parse(readFileSync(`${folder}/${name}.contract`, 'utf8'));
}
