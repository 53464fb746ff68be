// The log server: what the SDK asks it, and the SDK's own waitFinalized(), which reads the outcome of a command there.
import { contractFile, expect, refused, same, until } from './report.mjs';

const GAS = 10n ** 11n;
const LONG = { timeout: 240_000, blocks: 1_000 };

export async function judgeLogs(context) {
  const { report } = context;
  const logger = await report.check('log server: the SDK finds it in the cluster, and it tells about itself', () => judgeInfo(context));
  if (!logger) return;
  const made = await report.check('waitFinalized: of an upload and of an instantiation', () => judgeMaking(context), 120);
  if (!made) return;
  await report.check('waitFinalized: of a sent command: when it returns, the command has been executed', () => judgeSending(context, made));
  await report.check('waitFinalized: of a command, with a predicate', () => judgePredicate(context, made));
  await report.check('log server: logs, outputs and events of one contract, from the head and from the tail', () => judgeRecords(context));
  await judgeFailures(context);
}

async function judgeInfo({ ready, registry }) {
  const logger = registry.loggerContract;
  expect(logger, 'no logger');
  expect(!/^0x0*$/.test(logger.address.toHex()), 'logger at address zero');
  const info = await logger.getInfo();
  same(info.programVersion.length, 3, 'version');
  for (const number of ['nextSequence', 'memoryCapacity', 'memoryUsage', 'currentNumberOfRecords', 'estimatedCurrentSize']) {
    expect(Number.isSafeInteger(info[number]) && info[number] > 0, () => `${number}: ${info[number]}`);
  }
  const { records, next } = await logger.headSystemLog();
  expect(records.length > 0 && next > 0, 'the system contract did something');
  expect((await logger.tailSystemLog()).records.every(({ contract, entry }) => [contract, entry].includes(ready.systemContract)), 'its records');
  return logger;
}

/** A blueprint and a contract, by the SDK's own waiting where its result classes can be constructed. */
async function judgeMaking({ api, brokenResults, certs, deployment, keys, newCode, registry }) {
  const file = contractFile('flipper4');
  if (brokenResults) {
    const blueprint = await deployment.upload(file, keys.bob);
    return { contract: await deployment.instantiate(blueprint, keys.bob, 'new', false), cert: certs.bob };
  }
  const upload = (await deployment.sent(newCode(api, registry, file).upload(), keys.bob)).result;
  await upload.waitFinalized(keys.bob, certs.bob, 240_000);
  const { gasRequired } = await upload.blueprint.query.new(keys.bob.address, { cert: certs.bob, deposit: 10n ** 18n }, false);
  const { result } = await deployment.sent(upload.blueprint.tx.new({ gasLimit: gasRequired.refTime.toBigInt() }, false), keys.bob);
  await result.waitFinalized(240_000);
  same(result.contract.address.toHex(), result.contractId, 'contract');
  return { contract: result.contract, cert: certs.bob };
}

const flipped = async ({ contract, cert }) => (await contract.query.get(cert.address, { cert })).output.asOk.isTrue;

async function judgeSending({ keys }, made) {
  for (const wanted of [true, false]) {
    const result = await made.contract.send.flip({ pair: keys.bob, cert: made.cert, address: keys.bob.address });
    await result.waitFinalized(undefined, LONG);
    same(await flipped(made), wanted, 'state after the command');
  }
}

async function judgePredicate({ deployment, keys }, made) {
  const { result } = await deployment.sent(made.contract.tx.flip({ gasLimit: GAS }), keys.bob);
  await result.waitFinalized(() => flipped(made), LONG);
  same(await flipped(made), true, 'state');
}

async function judgeRecords({ decodesEvents, deployment, keys, registry }) {
  const logger = registry.loggerContract;
  const file = contractFile('emitter');
  const emitter = await deployment.instantiate(await deployment.upload(file, keys.bob), keys.bob, 'new');
  const contract = emitter.address.toHex();
  const { result } = await deployment.sent(emitter.tx.indexed({ gasLimit: GAS }, 'a text'), keys.bob);
  await executed({ registry }, result);
  const all = (await logger.head(1000, 0, { contract })).records;
  same(all.map(({ type }) => type), ['Log', 'Event', 'MessageOutput'], 'kinds');
  same((await logger.getLog(contract)).records, all, 'getLog');
  same((await logger.tail(1000, { contract })).records, all, 'tail');
  const [said, event, output] = all;
  same([said.message, said.execMode, said.contract, said.entry, said.level], ['instantiated', 'transaction', contract, contract, 3], 'log');
  same(event.topics.length > 1 && event.blockNumber === output.blockNumber, true, 'event');
  same(output.origin, u8aHex(keys.bob.publicKey), 'origin');
  expect('ok' in output.output.result, () => `output ${JSON.stringify(output.output)}`);
  const events = (await logger.head({ contract, type: 'Event', abi: file, count: 1000 })).records;
  same(events.length, 1, 'events');
  if (decodesEvents) {
    same(events[0].decoded.event.identifier, 'Indexed', 'event');
    same(events[0].decoded.args[1].toString(), 'a text', 'argument');
  }
  same((await logger.head({ contract, type: 'Event', topic: 'emitter::Indexed', count: 1000 })).records.length, 1, 'by topic');
  same((await logger.head({ contract, type: 'Event', topic: 'emitter::Plain', count: 1000 })).records.length, 0, 'by another topic');
  same((await logger.head({ contract, type: ['Log', 'Event'], count: 1000 })).records.length, 2, 'by kinds');
  same((await logger.head({ contract, type: 'MessageOutput', nonce: output.nonce, count: 1000 })).records.length, 1, 'by nonce');
  same((await logger.getLogRaw({ contract, from: event.sequence, count: 1 })).next, event.sequence + 1, 'next');
}

const u8aHex = (bytes) => `0x${Buffer.from(bytes).toString('hex')}`;

/** Waits until the worker is past the block that a transaction is in. */
async function executed({ registry }, result) {
  const hash = result.status.isInBlock ? result.status.asInBlock : result.status.asFinalized;
  const height = (await registry.api.rpc.chain.getHeader(hash)).number.toNumber();
  await until(`block ${height} executed`, async () => (await registry.phactory.getInfo({})).blocknum > height);
  return height;
}

async function judgeFailures(context) {
  const { api, brokenResults, deployment, keys, ready, registry, report } = context;
  const logger = registry.loggerContract;
  const hostile = await report.check('failures: a contract that fails at will', async () => {
    const blueprint = await deployment.upload(contractFile('hostile'), keys.charlie);
    return { blueprint, contract: await deployment.instantiate(blueprint, keys.charlie, 'new') };
  });
  if (!hostile) return;

  // The SDK looks at the log first and at the height afterwards: only a command that was executed before cannot slip through.
  const fails = async (message, args, pattern, gasLimit = GAS) => {
    const { result } = await deployment.sent(hostile.contract.tx[message]({ gasLimit }, ...args), keys.charlie);
    await executed(context, result);
    return refused(() => result.waitFinalized(undefined, LONG), pattern);
  };
  await report.check('waitFinalized: a command that traps throws its error', () => fails('trap', [], /contract call failed: .*ContractTrapped/));
  await report.check('waitFinalized: a command that reverts throws what it answered', () => fails('revert', [7], /OnPurpose.*7/));
  await report.check('waitFinalized: a command without enough gas throws that', () => fails('spin', [], /contract call failed: .*OutOfGas/));

  await report.check('failures: a command that cannot be read is said to be dropped', async () => {
    const contract = hostile.contract.address.toHex();
    const { result } = await deployment.sent(api.tx.phalaPhatContracts.pushContractMessage(contract, '0x02ff', 0), keys.charlie);
    const height = await executed(context, result);
    const { records } = await logger.head(1000, 0, { contract });
    const said = records.filter(({ blockNumber }) => blockNumber === height);
    expect(said.length === 1 && said[0].message.startsWith('command dropped, by '), () => JSON.stringify(said));
    return said[0].message;
  });

  const instantiate = async (code, data) => {
    const call = api.tx.phalaPhatContracts.instantiateContract({ WasmCode: code }, data, `0x${Date.now().toString(16).padStart(16, '0')}`,
      ready.clusterId, 0, GAS, null, 0);
    const { result } = await deployment.sent(call, keys.charlie);
    await executed(context, result);
    const contract = result.events.find(({ event }) => event.method === 'Instantiating').event.data.contract.toHex();
    return (await logger.head(1000, 0, { contract })).records.map(({ message }) => message).join();
  };
  await report.check('failures: instantiations say why', async () => {
    const { abi } = hostile.contract;
    const { hash } = contractFile('hostile').source;
    const selector = (name) => u8aHex(abi.findConstructor(name).selector);
    same(await instantiate(hash, selector('refusing')), 'instantiate reverted', 'refusing');
    const trapped = await instantiate(hash, selector('trapping'));
    expect(/^instantiate failed: .*ContractTrapped/.test(trapped), trapped);
    const unknown = await instantiate(`0x${'cd'.repeat(32)}`, selector('new'));
    expect(/^instantiate failed: .*CodeNotFound/.test(unknown), unknown);
  });
  if (!brokenResults) {
    await report.check('waitFinalized: an instantiation that traps throws its error', async () => {
      const { result } = await deployment.sent(hostile.blueprint.tx.trapping({ gasLimit: GAS }), keys.charlie);
      return refused(() => result.waitFinalized(240_000), /instantiate failed: .*ContractTrapped/);
    });
  }
  await report.check('failures: an upload says why', async () => {
    const call = api.tx.phalaPhatContracts.clusterUploadResource(ready.clusterId, 'InkCode', '0x0061736d01000000');
    const { result } = await deployment.sent(call, keys.charlie);
    const height = await executed(context, result);
    const { records } = await logger.tailSystemLog(1000, -1000);
    const said = records.find(({ blockNumber, level }) => blockNumber === height && level === 1);
    expect(said && /^Failed to upload resource to cluster, by .*type=InkCode, err=".*CodeRejected/.test(said.message), () => JSON.stringify(records.at(-1)));
    return said.message;
  });
}
