// What any Substrate wallet or explorer does, with one version of @polkadot/api. The packages come in as arguments,
// because each version lives in a folder of its own.
import { expect, PATIENCE, readyFile, refused, Report, same, until } from './report.mjs';
import { judgeBlocks } from './blocks.mjs';
import { judgeTransactions } from './transactions.mjs';

/** @param client the exports of @polkadot/api, @polkadot/util and @polkadot/util-crypto, and the version expected */
export async function judgePolkadot(client) {
  const { ApiPromise, HttpProvider, Keyring, WsProvider, cryptoWaitReady, packageInfo, version } = client;
  const report = new Report(`@polkadot/api ${version}`);
  const ready = readyFile();
  await cryptoWaitReady();

  await report.check('the package is the one meant', async () => same(packageInfo.version, version, 'version'));
  const api = await report.check('connect over WebSocket', async () => {
    const provider = new WsProvider(ready.node.wsUrl, 1000, {}, PATIENCE * 1000);
    return ApiPromise.create({ provider, throwOnConnect: true, throwOnUnknown: true });
  });
  if (!api) report.finish();

  const keyring = new Keyring({ type: 'sr25519', ss58Format: api.registry.chainSS58 });
  const keys = Object.fromEntries(
    ['Alice', 'Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie'].map((name) => [name.toLowerCase(), keyring.addFromUri(`//${name}`)]),
  );
  const context = { ...client, api, keys, keyring, ready, report };

  await judgeConnection(context, HttpProvider, ApiPromise);
  await judgeQueries(context);
  await judgeSubscriptions(context);
  await judgeTransactions(context);
  await judgeBlocks(context);

  await report.check('disconnect', () => api.disconnect());
  report.finish();
}

async function judgeConnection({ api, ready, report }, HttpProvider, ApiPromise) {
  await report.check('the runtime is Phala’s', async () => {
    same(api.runtimeVersion.specName, 'phala-node', 'spec name');
    same(api.runtimeVersion.specVersion, 101, 'spec version');
    same(api.registry.chainSS58, 30, 'address format');
    return `${api.runtimeChain} ${api.genesisHash.toHex()}`;
  });
  await report.check('the pallets with their indices', async () => {
    const expected = { System: 1, Utility: 2, Balances: 7, Sudo: 22, PhalaMq: 40, PhalaRegistry: 41, PhalaComputation: 42, PhalaPhatContracts: 48, PhalaPhatTokenomic: 49 };
    const found = Object.fromEntries(api.runtimeMetadata.asLatest.pallets.map((p) => [p.name.toString(), p.index.toNumber()]));
    for (const [name, index] of Object.entries(expected)) same(found[name], index, name);
    return `${Object.keys(found).length} pallets`;
  });
  await report.check('every method of rpc_methods is a name, and those that clients need are there', async () => {
    const { methods } = await api.rpc.rpc.methods();
    const names = methods.map(String);
    for (const name of ['author_submitAndWatchExtrinsic', 'chain_getBlock', 'state_getMetadata', 'state_queryStorageAt', 'state_subscribeStorage', 'system_accountNextIndex', 'pha_getStorageChanges']) {
      expect(names.includes(name), `${name} is missing`);
    }
    return `${names.length} methods`;
  });
  await report.check('system information', async () => {
    const [chain, name, nodeVersion, health, properties] = await Promise.all([
      api.rpc.system.chain(), api.rpc.system.name(), api.rpc.system.version(), api.rpc.system.health(), api.rpc.system.properties(),
    ]);
    expect(health.isSyncing.isFalse, 'a development node is not syncing');
    return `${chain}, ${name} ${nodeVersion}, ${properties}`;
  });
  await report.check('connect and query over HTTP', async () => {
    const http = await ApiPromise.create({ provider: new HttpProvider(ready.node.httpUrl), noInitWarn: true });
    same((await http.rpc.chain.getBlockHash(0)).toHex(), api.genesisHash.toHex(), 'genesis hash');
    same(await http.query.system.blockHash(0), api.genesisHash, 'stored genesis hash');
    await http.disconnect();
  });
  await report.check('a JSON-RPC batch over HTTP', async () => {
    const body = JSON.stringify([
      { jsonrpc: '2.0', id: 7, method: 'chain_getBlockHash', params: [0] },
      { jsonrpc: '2.0', id: 'x', method: 'no_such_method', params: [] },
    ]);
    const response = await fetch(ready.node.httpUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const answers = await response.json();
    same(answers.find((a) => a.id === 7)?.result, api.genesisHash.toHex(), 'first answer');
    same(answers.find((a) => a.id === 'x')?.error?.code, -32601, 'code of the unknown method');
  });
}

async function judgeQueries({ api, keys, ready, report }) {
  await report.check('single values', async () => {
    const alice = await api.query.system.account(keys.alice.address);
    expect(alice.data.free.toBigInt() > 0n, 'Alice has nothing');
    expect((await api.query.timestamp.now()).toNumber() > 0, 'no time');
    expect((await api.query.balances.totalIssuance()).toBigInt() >= alice.data.free.toBigInt(), 'issuance below a balance');
    expect((await api.query.phalaRegistry.gatekeeperMasterPubkey()).isSome, 'no master key');
    same((await api.query.sudo.key()).unwrap().toString(), keys.alice.address, 'sudo key');
  });
  await report.check('an absent value', async () => {
    const absent = await api.query.phalaRegistry.workers(new Uint8Array(32).fill(0xee));
    expect(absent.isNone, 'a worker nobody registered');
    const nobody = await api.query.system.account(new Uint8Array(32).fill(0xee));
    same(nobody.data.free.toBigInt(), 0n, 'balance of nobody');
  });
  await report.check('many values at once: multi and queryMulti', async () => {
    const addresses = [keys.alice.address, keys.bob.address, keys.charlie.address];
    const accounts = await api.query.system.account.multi(addresses);
    for (let i = 0; i < addresses.length; i++) {
      same(accounts[i].toHex(), (await api.query.system.account(addresses[i])).toHex(), addresses[i]);
    }
    const [issuance, number] = await api.queryMulti([api.query.balances.totalIssuance, api.query.system.number]);
    expect(issuance.toBigInt() > 0n && number.toNumber() > 0, 'queryMulti');
  });
  await report.check('map entries and keys, whole and in pages', async () => {
    const hash = await api.rpc.chain.getFinalizedHead();
    const all = await (await api.at(hash)).query.system.account.entries();
    const pages = [];
    for (let startKey; ; ) {
      const page = await api.query.system.account.entriesPaged({ args: [], pageSize: 2, startKey });
      pages.push(...page);
      if (page.length < 2) break;
      startKey = page.at(-1)[0].toHex();
    }
    expect(all.length >= 6, `only ${all.length} accounts`);
    const found = new Set(pages.map(([key]) => key.toHex()));
    for (const [key] of all) expect(found.has(key.toHex()), `${key.toHuman()} is not in the pages`);
    same((await api.query.system.account.keys()).length >= all.length, true, 'keys');
    return `${all.length} accounts`;
  });
  await report.check('the network’s workers, cluster and keys are on chain', async () => {
    const workers = await api.query.phalaRegistry.workers.entries();
    const known = workers.map(([key, info]) => [key.args[0].toHex(), info.unwrap()]);
    for (const worker of ready.workers) {
      const id = worker.publicKey.startsWith('0x') ? worker.publicKey : `0x${worker.publicKey}`;
      const found = known.find(([key]) => key === id);
      expect(found, () => `worker ${id} is not registered`);
      expect(found[1].initialScore.isSome, `worker ${id} has no score`);
    }
    const cluster = (await api.query.phalaPhatContracts.clusters(ready.clusterId)).unwrap();
    same(cluster.systemContract.toHex(), ready.systemContract, 'system contract');
    expect((await api.query.phalaRegistry.clusterKeys(ready.clusterId)).isSome, 'no cluster key');
    expect((await api.query.phalaRegistry.contractKeys(ready.systemContract)).isSome, 'no key of the system contract');
    return `${workers.length} workers`;
  });
  await report.check('constants', async () => {
    same(api.consts.system.ss58Prefix, 30, 'ss58Prefix');
    same(api.consts.system.blockHashCount, 2400, 'blockHashCount');
    expect(api.consts.timestamp.minimumPeriod.toNumber() > 0, 'minimumPeriod');
    expect(api.consts.balances.existentialDeposit.toBigInt() > 0n, 'existentialDeposit');
  });
  await report.check('a past state', async () => {
    const then = await api.at(api.genesisHash);
    same((await then.query.system.number()).toNumber(), 0, 'number at genesis');
    const hash = await api.rpc.chain.getBlockHash(1);
    same((await (await api.at(hash)).query.system.number()).toNumber(), 1, 'number at block 1');
    same((await api.query.system.account.at?.(hash, keys.alice.address))?.toHex() ?? 'x', (await (await api.at(hash)).query.system.account(keys.alice.address)).toHex(), 'Alice at block 1');
  });
  await report.check('raw storage, size, hash and proof', async () => {
    const key = api.query.system.account.key(keys.alice.address);
    const raw = await api.rpc.state.getStorage(key);
    expect(raw.isSome, 'no account of Alice');
    same((await api.rpc.state.getStorageSize(key)).toNumber(), raw.unwrap().toU8a(true).length, 'size');
    const { proof } = await api.rpc.state.getReadProof([key]);
    expect(proof.length > 0, 'empty proof');
  });
  await report.check('a block that does not exist is refused', () =>
    refused(() => api.rpc.state.getRuntimeVersion(`0x${'ab'.repeat(32)}`), /.+/));
}

async function judgeSubscriptions({ api, report }) {
  const heads = (name, subscribe, wanted) =>
    report.check(name, async () => {
      const seen = [];
      const unsubscribe = await new Promise((resolve, reject) => {
        subscribe((header) => seen.push(header)).then(resolve, reject);
      });
      await until(`${wanted} heads`, () => seen.length >= wanted);
      unsubscribe();
      const count = seen.length;
      for (let i = 1; i < count; i++) {
        same(seen[i].number.toNumber(), seen[i - 1].number.toNumber() + 1, 'number');
        same(seen[i].parentHash.toHex(), seen[i - 1].hash.toHex(), 'parent');
      }
      const number = seen[count - 1].number.toNumber();
      await until('two more blocks', async () => (await api.rpc.chain.getHeader()).number.toNumber() > number + 1);
      same(seen.length <= count + 1, true, 'silence after unsubscribing');
      return `#${seen[0].number} to #${number}`;
    });
  await heads('new heads', (push) => api.rpc.chain.subscribeNewHeads(push), 3);
  await heads('finalized heads', (push) => api.rpc.chain.subscribeFinalizedHeads(push), 3);
  await report.check('finality follows the best block', async () => {
    const best = (await api.rpc.chain.getHeader()).number.toNumber();
    await until(`#${best} finalized`, async () => {
      const head = await api.rpc.chain.getHeader(await api.rpc.chain.getFinalizedHead());
      return head.number.toNumber() >= best;
    });
  });
  await report.check('a storage value that changes', async () => {
    const seen = [];
    const unsubscribe = await api.query.timestamp.now((now) => seen.push(now.toNumber()));
    await until('three times', () => seen.length >= 3);
    unsubscribe();
    for (let i = 1; i < seen.length; i++) expect(seen[i] > seen[i - 1], `time ${seen[i]} after ${seen[i - 1]}`);
  });
}
