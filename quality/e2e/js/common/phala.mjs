// What a dApp does with one version of @phala/sdk: find the cluster, upload, instantiate, command, query. The packages
// come in as arguments, because each version lives in a folder of its own.
import { randomBytes } from 'node:crypto';
import { contractFile, expect, PATIENCE, readyFile, refused, Report, same, until } from './report.mjs';
import { judgeAuction } from './auction.mjs';
import { judgeCertificates } from './certificates.mjs';
import { Deployment } from './deployment.mjs';
import { judgeHostile } from './hostile.mjs';
import { judgeLogs } from './logs.mjs';

const UNIT = 1_000_000_000_000n;

/**
 * @param client `sdk` and `polkadot`: the exports of @phala/sdk and @polkadot/api; `util`: of @polkadot/util and
 *     util-crypto; `inkLines`: which flippers the client can read; `extras`: checks of this version only;
 *     `brokenResults`, `newCode`: see Deployment; `decodesEvents`: the SDK decodes events of the log server;
 *     `onlyFlippers`: leave everything else out
 */
export async function judgePhala(client) {
  const { sdk, polkadot, util, version, inkLines, extras, onlyFlippers } = client;
  const report = new Report(`@phala/sdk ${version}`);
  const ready = readyFile();
  // The SDK logs what it refuses.
  console.warn = () => {};
  await util.cryptoWaitReady();

  await report.check('the package is the one meant', async () => same(client.installed, version, 'version'));
  const api = await report.check('connect to the node with the SDK’s types', () =>
    polkadot.ApiPromise.create(sdk.options({ provider: new polkadot.WsProvider(ready.node.wsUrl, 1000, {}, PATIENCE * 1000), noInitWarn: true })));
  if (!api) report.finish();

  const registry = await report.check('OnChainRegistry finds cluster and worker by itself', () => judgeRegistry({ api, ready, sdk }));
  if (!registry) report.finish();

  const keyring = new polkadot.Keyring({ type: 'sr25519' });
  const keys = Object.fromEntries(['Alice', 'Bob', 'Charlie', 'Dave'].map((name) => [name.toLowerCase(), keyring.addFromUri(`//${name}`)]));
  const certs = {};
  for (const [name, pair] of Object.entries(keys)) certs[name] = await sdk.signCertificate({ pair });
  const deployment = new Deployment({ api, brokenResults: client.brokenResults, newCode: client.newCode, registry, sdk, util });
  const context = { ...client, api, certs, deployment, keyring, keys, ready, registry, report };

  await judgeFunding(context);
  for (const line of inkLines) await judgeFlipper(context, line);
  if (!onlyFlippers) {
    await judgeWaysToConnect(context);
    await judgeSystemContract(context);
    await judgeExactlyOnce(context);
    await judgeToken(context);
    await judgeCertificates(context);
    await judgeAuction(context);
    await judgeHostile(context);
    await judgeLogs(context);
    await extras?.(context);
  }

  await report.check('disconnect', () => api.disconnect());
  report.finish();
}

async function judgeRegistry({ api, ready, sdk }) {
  const registry = await sdk.OnChainRegistry.create(api);
  expect(registry.isReady(), 'not ready');
  same(registry.clusterId, ready.clusterId, 'cluster');
  same(registry.clusterInfo.systemContract.toHex(), ready.systemContract, 'system contract of the cluster');
  same(registry.systemContract.address.toHex(), ready.systemContract, 'system contract');
  const worker = ready.workers.find(({ url }) => url.replace(/\/$/, '') === registry.pruntimeURL.replace(/\/$/, ''));
  expect(worker, () => `endpoint ${registry.pruntimeURL} is none of the ready file's`);
  same(registry.remotePubkey.replace(/^0x/, ''), worker.publicKey.replace(/^0x/, ''), 'key of the worker');
  return registry;
}

async function judgeWaysToConnect({ api, ready, report, sdk }) {
  await report.check('connect to one worker by its URL', async () => {
    const registry = await sdk.OnChainRegistry.create(api, { clusterId: ready.clusterId, pruntimeURL: ready.workers[0].url });
    same(registry.clusterId, ready.clusterId, 'cluster');
    const info = await registry.phactory.getInfo({});
    expect(info.initialized && info.system.registered && info.blocknum > 0, 'a working worker');
    return `pRuntime ${info.version}, ${info.blocknum} blocks`;
  });
  await report.check('connect to a worker that says its cluster itself', async () => {
    const registry = await sdk.OnChainRegistry.create(api, { pruntimeURL: ready.workers[0].url });
    same(registry.clusterId.replace(/^0x/, ''), ready.clusterId.replace(/^0x/, ''), 'cluster');
  });
  await report.check('list clusters, endpoints and workers', async () => {
    const registry = await sdk.OnChainRegistry.create(api, { autoConnect: false });
    const clusters = await registry.getAllClusters();
    expect(clusters.some(([id]) => id === ready.clusterId), 'the cluster');
    const workers = await registry.getClusterWorkers(ready.clusterId);
    same(workers.length, ready.workers.length, 'workers with endpoint');
    expect((await registry.getEndpoints()).length >= workers.length, 'endpoints');
  });
}

async function judgeSystemContract({ certs, keys, ready, registry, report }) {
  const system = registry.systemContract;
  const ask = async (name, ...args) => {
    const { output, result } = await system.query[name](keys.alice.address, { cert: certs.alice }, ...args);
    expect(result.isOk, () => `${name}: ${result}`);
    return output.asOk;
  };
  await report.check('system contract: version, owner, drivers, balances, code', async () => {
    same((await ask('system::version')).toJSON(), [1, 2, 0], 'version');
    expect(!(await ask('owner')).isEmpty, 'owner');
    expect((await ask('system::getDriver', 'PinkLogger')).isSome, 'the log server');
    expect((await ask('system::getDriver', 'Nobody')).isNone, 'a driver nobody set');
    expect((await ask('system::isAdmin', keys.charlie.address)).isFalse, 'Charlie is no administrator');
    const { total, free } = await registry.getClusterBalance(keys.alice.address);
    expect(BigInt(total) >= BigInt(free), 'free above total');
    const hash = (await ask('system::codeHash', ready.systemContract)).unwrap();
    expect((await ask('system::codeExists', hash.toHex(), 'Ink')).isTrue, 'its own code');
    expect((await ask('system::codeExists', `0x${'ab'.repeat(32)}`, 'Ink')).isFalse, 'code nobody uploaded');
  });
}

async function judgeFunding({ deployment, keys, registry, report }) {
  await report.check('move money into the cluster', async () => {
    for (const pair of Object.values(keys)) {
      const before = BigInt((await registry.getClusterBalance(pair.address)).free);
      await deployment.sent(registry.transferToCluster(pair.address, 100n * UNIT), pair);
      await until('arrived', async () => BigInt((await registry.getClusterBalance(pair.address)).free) === before + 100n * UNIT);
    }
  });
}

/** The whole road with the smallest contract. */
async function judgeFlipper({ certs, deployment, keys, registry, report, sdk, util }, name) {
  const file = contractFile(name);
  const cert = certs.bob;

  const blueprint = await report.check(`${name} (${file.source.language}): upload`, () => deployment.upload(file, keys.bob));
  if (!blueprint) return;
  await report.check(`${name}: estimate, instantiate, key on chain`, async () => {
    const estimate = await blueprint.query.new(keys.bob.address, { cert, deposit: 10n * UNIT }, true);
    expect(estimate.result.isOk && estimate.gasRequired.refTime.toBigInt() > 0n, () => `estimate ${estimate.result}`);
  });
  const contract = await report.check(`${name}: instantiate`, () => deployment.instantiate(blueprint, keys.bob, 'new', true));
  if (!contract) return;

  const get = async () => {
    const { output } = await contract.query.get(keys.bob.address, { cert });
    return (output.asOk ?? output).isTrue; // ink! 3 answers without a Result around it
  };
  await report.check(`${name}: query`, async () => same(await get(), true, 'get'));
  await report.check(`${name}: estimate a command, changing nothing`, async () => {
    const { gasRequired, storageDeposit, result } = await contract.query.flip(keys.bob.address, { cert });
    expect(result.isOk, () => `${result}`);
    same(await get(), true, 'get');
    return `gas ${gasRequired.refTime}, deposit ${storageDeposit}`;
  });
  await report.check(`${name}: an encrypted command that the chain cannot read`, async () => {
    const { gasRequired } = await contract.query.flip(keys.bob.address, { cert });
    const { block } = await deployment.sent(contract.tx.flip({ gasLimit: gasRequired.refTime.toBigInt() }), keys.bob);
    const payload = await deployment.payloadOf(block, keys.bob.address);
    same(payload[0], 1, 'CommandPayload::Encrypted');
    const selector = util.u8aToHex(contract.abi.findMessage('flip').selector).slice(2);
    expect(!util.u8aToHex(payload).includes(selector), 'the selector is readable');
    await until('flipped', async () => (await get()) === false);
  });
  await report.check(`${name}: a plain command`, async () => {
    const { block } = await deployment.sent(contract.tx.flip({ gasLimit: 10n ** 11n, plain: true }), keys.bob);
    same((await deployment.payloadOf(block, keys.bob.address))[0], 0, 'CommandPayload::Plain');
    await until('flipped back', async () => (await get()) === true);
  });
  await report.check(`${name}: send, which estimates and pays by itself`, async () => {
    await contract.send.flip({ pair: keys.bob, cert, address: keys.bob.address });
    await until('flipped', async () => (await get()) === false);
  });
  await report.check(`${name}: the same contract twice is refused`, async () => {
    const salt = `0x${randomBytes(8).toString('hex')}`;
    await deployment.instantiate(blueprint, keys.bob, 'new', { salt }, false);
    const { contracts } = deployment;
    expect(new Set(contracts).size === contracts.length, 'ids are unique');
    const again = blueprint.tx.new({ gasLimit: 10n ** 11n, salt }, false);
    return refused(() => deployment.sent(deployment.asSent(again), keys.bob), /^phalaPhatContracts\.Duplicat/);
  });
}

/** Counts what was executed: a lost or repeated command shows. */
async function judgeExactlyOnce({ api, certs, deployment, keys, ready, report, sdk }) {
  const emitter = await report.check('emitter: thirty commands of two accounts, each executed once', async () => {
    const emitter = await deployment.instantiate(await deployment.upload(contractFile('emitter'), keys.bob), keys.bob, 'new');
    const emitted = async () => (await emitter.query.emitted(keys.bob.address, { cert: certs.bob })).output.asOk.toNumber();
    const sent = [];
    for (const pair of [keys.bob, keys.charlie]) {
      let nonce = (await api.rpc.system.accountNextIndex(pair.address)).toNumber();
      for (let i = 0; i < 15; i++) sent.push(deployment.sent(emitter.tx.plain({ gasLimit: 10n ** 11n }, 1), pair, { nonce: nonce++ }));
    }
    await Promise.all(sent);
    await until('thirty events', async () => (await emitted()) >= 30);
    const height = (await api.rpc.chain.getHeader()).number.toNumber();
    await until('four more blocks', async () => (await api.rpc.chain.getHeader()).number.toNumber() > height + 4);
    same(await emitted(), 30, 'events');
    return emitter;
  });
  if (!emitter) return;
  await report.check('every worker of the cluster says the same', async () => {
    for (const { url } of ready.workers) {
      const registry = await sdk.OnChainRegistry.create(api, { clusterId: ready.clusterId, pruntimeURL: url });
      const there = new sdk.PinkContractPromise(api, registry, emitter.abi, emitter.address.toHex(), emitter.contractKey);
      await until(`thirty events at ${url}`, async () =>
        (await there.query.emitted(keys.bob.address, { cert: certs.bob })).output.asOk.toNumber() === 30);
    }
    return `${ready.workers.length} workers`;
  });
}

async function judgeToken({ certs, deployment, keys, report }) {
  await report.check('erc20-4: a token moves between accounts, errors come through', async () => {
    const blueprint = await deployment.upload(contractFile('erc20-4'), keys.alice);
    const token = await deployment.instantiate(blueprint, keys.alice, 'new', 1_000_000);
    const balance = async (name) =>
      BigInt((await token.query.balanceOf(keys.dave.address, { cert: certs.dave }, keys[name].address)).output.asOk.toString());
    await deployment.sent(token.tx.transfer({ gasLimit: 10n ** 11n }, keys.bob.address, 250), keys.alice);
    await until('Bob has 250', async () => (await balance('bob')) === 250n);
    same(await balance('alice'), 999_750n, 'Alice');
    const { output, result } = await token.query.transfer(keys.charlie.address, { cert: certs.charlie }, keys.bob.address, 1);
    expect(result.isOk && result.asOk.flags.isRevert !== false, 'flags');
    same(output.asOk.asErr.toString(), 'InsufficientBalance', 'error');
  });
}
