// Reads every block since genesis: all of it must decode with the metadata alone, and encode back to the same bytes.
import { expect, same } from './report.mjs';

export async function judgeBlocks({ api, blake2AsHex, report }) {
  const last = await report.check('the chain to read', async () => {
    const header = await api.rpc.chain.getHeader(await api.rpc.chain.getFinalizedHead());
    return header.number.toNumber();
  });
  if (last === undefined) return;

  const calls = new Map();
  const events = new Map();
  const count = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);
  const list = (map) => [...map].sort().map(([name, n]) => `${name} ×${n}`).join(', ');

  await report.check(`blocks 0 to ${last}: hashes recomputed, extrinsics and events decoded`, async () => {
    let parent = `0x${'00'.repeat(32)}`;
    for (let number = 0; number <= last; number++) {
      const hash = (await api.rpc.chain.getBlockHash(number)).toHex();
      try {
        parent = await readBlock(api, blake2AsHex, { number, hash, parent }, (c) => count(calls, c), (e) => count(events, e));
      } catch (error) {
        throw new Error(`block ${number} ${hash}: ${error.message}`);
      }
    }
    expect(calls.has('timestamp.set') || last < 1, 'no block sets the time');
    return `${last + 1} blocks`;
  }, 3600);
  await report.check('calls seen', async () => list(calls));
  await report.check('events seen', async () => list(events));
}

async function readBlock(api, blake2AsHex, { number, hash, parent }, onCall, onEvent) {
  const provider = api._rpcCore.provider;
  const [raw, rawEvents] = await Promise.all([
    provider.send('chain_getBlock', [hash]),
    provider.send('state_getStorage', [api.query.system.events.key(), hash]),
  ]);

  const header = api.registry.createType('Header', raw.block.header);
  same(header.number.toNumber(), number, 'number');
  same(header.parentHash.toHex(), parent, 'parent hash');
  same(blake2AsHex(header.toU8a(), 256), hash, 'hash of the header');
  same(header.hash.toHex(), hash, 'hash by the client');

  const signedBlock = await api.rpc.chain.getBlock(hash);
  same(signedBlock.block.extrinsics.length, raw.block.extrinsics.length, 'extrinsics');
  signedBlock.block.extrinsics.forEach((extrinsic, i) => {
    same(extrinsic.toHex(), raw.block.extrinsics[i], `extrinsic ${i}`);
    expect(extrinsic.method.toHuman(), `extrinsic ${i} prints`);
    onCall(`${extrinsic.method.section}.${extrinsic.method.method}`);
  });
  if (number > 0) {
    const [first] = signedBlock.block.extrinsics;
    same(`${first.method.section}.${first.method.method}`, 'timestamp.set', 'first extrinsic');
  }

  const at = await api.at(hash);
  const records = await at.query.system.events();
  same(records.toHex(), rawEvents ?? '0x00', 'events');
  let finished = 0;
  records.forEach(({ event, phase }) => {
    expect(event.toHuman(), 'event prints');
    if (phase.isApplyExtrinsic && /^Extrinsic(Success|Failed)$/.test(event.method) && event.section === 'system') finished++;
    onEvent(`${event.section}.${event.method}`);
  });
  if (number > 0) same(finished, signedBlock.block.extrinsics.length, 'extrinsics with a result');
  return hash;
}
