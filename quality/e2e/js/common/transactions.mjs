// Signs and sends transactions and watches what becomes of them.
import { expect, refused, same, until } from './report.mjs';

const UNIT = 1_000_000_000_000n;

/**
 * Sends and watches to Finalized. Returns what was seen; throws if Finalized names another block than InBlock, or the
 * transaction is thrown out. The client forgets InBlock when Finalized comes while it still asks about that block: so it
 * may be missing when this process was held up.
 */
export function watch(tx, signer, options = { nonce: -1 }, onStatus = () => {}) {
  return new Promise((resolve, reject) => {
    const seen = [];
    let inBlock;
    let unsubscribe = () => {};
    tx.signAndSend(signer, options, (result) => {
      const { status } = result;
      seen.push(status.type);
      onStatus(status.type);
      if (status.isInBlock) inBlock = result;
      if (status.isFinalized) {
        unsubscribe();
        if (inBlock && !inBlock.status.asInBlock.eq(status.asFinalized)) reject(new Error('finalized in another block'));
        else resolve({ seen, result, hash: status.asFinalized.toHex(), events: result.events });
      }
      if (status.isInvalid || status.isDropped || status.isUsurped || status.isFinalityTimeout) {
        unsubscribe();
        reject(new Error(`transaction is ${status.type}: ${seen}`));
      }
    }).then((stop) => { unsubscribe = stop; }, reject);
  });
}

const names = (events) => events.map(({ event }) => `${event.section}.${event.method}`);
const find = (events, section, method) => events.map(({ event }) => event).find((e) => e.section === section && e.method === method);

function dispatchError(api, events) {
  const failed = find(events, 'system', 'ExtrinsicFailed');
  expect(failed, () => `no ExtrinsicFailed among ${names(events)}`);
  const error = failed.data[0];
  if (!error.isModule) return error.toString();
  const { section, name } = api.registry.findMetaError(error.asModule);
  return `${section}.${name}`;
}

export async function judgeTransactions(context) {
  await judgeTransfers(context);
  await judgeBatches(context);
  await judgeSudo(context);
  await judgeNonces(context);
  await judgeMortality(context);
  await judgeRefusals(context);
}

async function judgeTransfers({ api, keys, keyring, report }) {
  const balance = async (address) => (await api.query.system.account(address)).data.free.toBigInt();

  await report.check('a transfer is seen InBlock, then Finalized', async () => {
    // A chain that is final too soon shows it every time, a process that was held up does not.
    const tries = [];
    while (tries.length < 5) {
      const { seen } = await watch(api.tx.balances.transferKeepAlive(keys.eve.address, UNIT), keys.ferdie);
      if (seen.slice(-2).join() === 'InBlock,Finalized') return seen.join(' → ');
      tries.push(seen.join(' → '));
    }
    throw new Error(`never InBlock before Finalized: ${tries.join('; ')}`);
  });
  await report.check('a transfer: fee withdrawn first, exact balances', async () => {
    const to = keyring.addFromUri(`//Judge//${process.pid}//${performance.now()}`).address;
    const changes = [];
    const stop = await api.query.system.account(to, (account) => changes.push(account.data.free.toBigInt()));
    const before = await balance(keys.ferdie.address);
    const tx = api.tx.balances.transferKeepAlive(to, 3n * UNIT);
    const { partialFee } = await tx.paymentInfo(keys.ferdie);
    const { seen, events } = await watch(tx, keys.ferdie);
    expect(names(events)[0] === 'balances.Withdraw', () => `first event ${names(events)[0]}`);
    expect(names(events).at(-1) === 'system.ExtrinsicSuccess', () => `last event ${names(events).at(-1)}`);
    const fee = find(events, 'transactionPayment', 'TransactionFeePaid').data[1].toBigInt();
    same(fee, partialFee.toBigInt(), 'fee paid against fee estimated');
    same(await balance(to), 3n * UNIT, 'received');
    same(await balance(keys.ferdie.address), before - 3n * UNIT - fee, 'left');
    same(changes.map(String), ['0', String(3n * UNIT)], 'subscription to the account');
    stop();
    return `${seen.join(' → ')}, fee ${fee}`;
  });
  await report.check('a transfer of more than there is fails with an error that decodes', async () => {
    const before = await balance(keys.ferdie.address);
    const { events } = await watch(api.tx.balances.transferKeepAlive(keys.bob.address, before + UNIT), keys.ferdie);
    const error = dispatchError(api, events);
    expect(/FundsUnavailable/.test(error), error);
    const beyondIssuance = await watch(api.tx.balances.transferKeepAlive(keys.bob.address, 10n ** 30n), keys.ferdie);
    expect(/Underflow/i.test(dispatchError(api, beyondIssuance.events)), dispatchError(api, beyondIssuance.events));
    expect((await balance(keys.ferdie.address)) < before, 'the fee is due all the same');
    return error;
  });
  await report.check('a remark with event', async () => {
    const { events } = await watch(api.tx.system.remarkWithEvent('0xc0ffee'), keys.eve);
    expect(find(events, 'system', 'Remarked'), () => names(events).join());
  });
  await report.check('signatures of ed25519 and ecdsa accounts', async () => {
    for (const type of ['ed25519', 'ecdsa']) {
      const pair = keyring.addFromUri(`//Judge//${type}`, {}, type);
      await watch(api.tx.balances.transferKeepAlive(pair.address, 5n * UNIT), keys.eve);
      const { events } = await watch(api.tx.balances.transferKeepAlive(keys.eve.address, UNIT), pair);
      expect(find(events, 'system', 'ExtrinsicSuccess'), `${type}: ${names(events)}`);
    }
  });
}

async function judgeBatches({ api, keys, keyring, report }) {
  const fresh = () => keyring.addFromUri(`//Judge//batch//${process.pid}//${performance.now()}`).address;

  await report.check('batchAll: all or nothing', async () => {
    const to = [fresh(), fresh(), fresh()];
    const { events } = await watch(api.tx.utility.batchAll(to.map((a) => api.tx.balances.transferKeepAlive(a, UNIT))), keys.dave);
    same(names(events).filter((n) => n === 'balances.Transfer').length, 3, 'transfers');
    expect(find(events, 'utility', 'BatchCompleted'), 'no BatchCompleted');
    const lost = fresh();
    const failing = await watch(
      api.tx.utility.batchAll([api.tx.balances.transferKeepAlive(lost, UNIT), api.tx.balances.transferKeepAlive(lost, 10n ** 30n)]),
      keys.dave,
    );
    dispatchError(api, failing.events);
    same((await api.query.system.account(lost)).data.free.toBigInt(), 0n, 'undone transfer');
  });
  await report.check('batch: up to the first failure', async () => {
    const [first, last] = [fresh(), fresh()];
    const { events } = await watch(
      api.tx.utility.batch([
        api.tx.balances.transferKeepAlive(first, UNIT),
        api.tx.balances.transferKeepAlive(first, 10n ** 30n),
        api.tx.balances.transferKeepAlive(last, UNIT),
      ]),
      keys.dave,
    );
    same(find(events, 'utility', 'BatchInterrupted')?.data[0].toNumber(), 1, 'index of the failure');
    same((await api.query.system.account(first)).data.free.toBigInt(), UNIT, 'first');
    same((await api.query.system.account(last)).data.free.toBigInt(), 0n, 'last');
  });
  await report.check('forceBatch: all that work', async () => {
    const [first, last] = [fresh(), fresh()];
    const { events } = await watch(
      api.tx.utility.forceBatch([
        api.tx.balances.transferKeepAlive(first, UNIT),
        api.tx.balances.transferKeepAlive(first, 10n ** 30n),
        api.tx.balances.transferKeepAlive(last, UNIT),
      ]),
      keys.dave,
    );
    expect(find(events, 'utility', 'ItemFailed') && find(events, 'utility', 'BatchCompletedWithErrors'), () => names(events).join());
    same((await api.query.system.account(last)).data.free.toBigInt(), UNIT, 'last');
  });
}

async function judgeSudo({ api, keys, report }) {
  await report.check('sudo by its key', async () => {
    const { events } = await watch(api.tx.sudo.sudo(api.tx.system.setStorage([['0x3a6a75646765', '0x01']])), keys.alice);
    const done = find(events, 'sudo', 'Sudid');
    expect(done?.data[0].isOk, () => names(events).join());
    same((await api.rpc.state.getStorage('0x3a6a75646765')).unwrap().toHex(), '0x01', 'stored');
    await watch(api.tx.sudo.sudo(api.tx.system.killStorage(['0x3a6a75646765'])), keys.alice);
    expect((await api.rpc.state.getStorage('0x3a6a75646765')).isNone, 'removed');
  });
  await report.check('sudo of a call that fails', async () => {
    const { events } = await watch(api.tx.sudo.sudo(api.tx.phalaRegistry.unregisterGatekeeper(new Uint8Array(32))), keys.alice);
    const result = find(events, 'sudo', 'Sudid').data[0];
    expect(result.isErr, 'a gatekeeper nobody registered');
    const { section, name } = api.registry.findMetaError(result.asErr.asModule);
    return `${section}.${name}`;
  });
  await report.check('sudo by somebody else', async () => {
    const { events } = await watch(api.tx.sudo.sudo(api.tx.system.remark('0x00')), keys.bob);
    same(dispatchError(api, events), 'sudo.RequireSudo', 'error');
  });
}

async function judgeNonces({ api, keys, report }) {
  await report.check('nonce -1: several at once, none waits for another', async () => {
    const first = (await api.rpc.system.accountNextIndex(keys.charlie.address)).toNumber();
    const sent = [];
    for (let i = 0; i < 5; i++) {
      // 16.x asks the runtime for nonce -1 (AccountNonceApi), which knows nothing of the pool, on any Substrate node.
      const nonce = api.call.accountNonceApi ? await api.rpc.system.accountNextIndex(keys.charlie.address) : -1;
      const done = watch(api.tx.system.remark(`0x0${i}`), keys.charlie, { nonce });
      sent.push(done);
      let lost;
      done.catch((error) => { lost = error; });
      // The next signature must count this one, which is in the pool by then.
      await until('counted in the pool', async () => {
        if (lost) throw lost;
        return (await api.rpc.system.accountNextIndex(keys.charlie.address)).toNumber() > first + i;
      });
    }
    await Promise.all(sent);
    same((await api.query.system.account(keys.charlie.address)).nonce.toNumber(), first + 5, 'nonce');
  });
  await report.check('a nonce from the future waits for the one before', async () => {
    const nonce = (await api.rpc.system.accountNextIndex(keys.charlie.address)).toNumber();
    let later;
    // Only when the pool has the later one may the sooner one be sent: the client makes several calls before it submits.
    await new Promise((pooled, failed) => {
      later = watch(api.tx.system.remark('0x02'), keys.charlie, { nonce: nonce + 1 }, pooled);
      later.catch(failed);
    });
    const sooner = watch(api.tx.system.remark('0x01'), keys.charlie, { nonce });
    const [a, b] = await Promise.all([later, sooner]);
    expect(a.seen[0] === 'Future', () => `first status ${a.seen[0]}`);
    return `${a.seen.join(' → ')} and ${b.seen.join(' → ')}`;
  });
}

async function judgeMortality({ api, keys, report }) {
  await report.check('mortal and immortal transactions', async () => {
    const mortal = await watch(api.tx.system.remark('0x01'), keys.bob, { nonce: -1, era: 1024 });
    const immortal = await watch(api.tx.system.remark('0x02'), keys.bob, { nonce: -1, era: 0 });
    for (const [sent, isMortal] of [[mortal, true], [immortal, false]]) {
      const { block } = await api.rpc.chain.getBlock(sent.hash);
      const found = block.extrinsics.find((x) => x.hash.eq(sent.result.txHash));
      same(found.era.isMortalEra, isMortal, 'mortality');
      if (isMortal) same(found.era.asMortalEra.period.toNumber(), 1024, 'period');
      expect(found.isSigned && found.signer.toString() === keys.bob.address, 'signer');
    }
  });
  await report.check('a transaction past its era is refused', async () => {
    await until('block 8', async () => (await api.rpc.chain.getHeader()).number.toNumber() >= 8);
    const blockHash = await api.rpc.chain.getBlockHash(1);
    const era = api.registry.createType('ExtrinsicEra', { current: 1, period: 4 });
    const nonce = (await api.rpc.system.accountNextIndex(keys.bob.address)).toNumber();
    const tx = api.tx.system.remark('0x03').sign(keys.bob, {
      blockHash, era, nonce, genesisHash: api.genesisHash, runtimeVersion: api.runtimeVersion,
    });
    return refused(() => api.rpc.author.submitExtrinsic(tx), /^1010: Invalid Transaction: Transaction (has an ancient birth block|has a bad signature|is outdated)/);
  });
}

async function judgeRefusals({ api, keys, keyring, report }) {
  const signed = (pair, overrides = {}) =>
    api.tx.system.remark('0x07').sign(pair, {
      blockHash: api.genesisHash, era: 0, nonce: 0, genesisHash: api.genesisHash, runtimeVersion: api.runtimeVersion, ...overrides,
    });
  const nextNonce = async (pair) => (await api.rpc.system.accountNextIndex(pair.address)).toNumber();

  await report.check('refused: a used nonce', () =>
    refused(() => api.rpc.author.submitExtrinsic(signed(keys.charlie)), /^1010: Invalid Transaction: Transaction is outdated/));
  await report.check('refused: a wrong signature', async () => {
    const tx = signed(keys.bob, { nonce: await nextNonce(keys.bob) });
    const bytes = tx.toU8a();
    bytes[60] ^= 1;
    return refused(() => api.rpc.author.submitExtrinsic(bytes), /^1010: Invalid Transaction: Transaction has a bad signature/);
  });
  await report.check('refused: another chain', async () =>
    refused(
      async () => api.rpc.author.submitExtrinsic(signed(keys.bob, { nonce: await nextNonce(keys.bob), genesisHash: `0x${'11'.repeat(32)}` })),
      /^1010: Invalid Transaction: Transaction has a bad signature/,
    ));
  await report.check('refused: another runtime version', async () =>
    refused(
      async () => api.rpc.author.submitExtrinsic(signed(keys.bob, { nonce: await nextNonce(keys.bob), runtimeVersion: { specVersion: 1, transactionVersion: 1 } })),
      /^1010: Invalid Transaction: Transaction has a bad signature/,
    ));
  await report.check('refused: an account that cannot pay', () =>
    refused(
      () => api.rpc.author.submitExtrinsic(signed(keyring.addFromUri('//Judge//nobody'))),
      /^1010: Invalid Transaction: Inability to pay some fees/,
    ));
  // Past the client's own checks, as the node sees it.
  const submitRaw = (hex) => api._rpcCore.provider.send('author_submitExtrinsic', [hex]);
  await report.check('refused: bytes that are no extrinsic', async () => {
    await refused(() => submitRaw('0x'), /^1001: /);
    await refused(() => submitRaw('no hex'), /^-32602: /);
    await refused(() => submitRaw('0x0c0405'), /^1001: /);
    return refused(() => submitRaw('0x0c040506'), /^1002: /);
  });
  await report.check('refused: an unsigned call that nobody vouches for', () =>
    refused(() => submitRaw(api.tx.system.remark('0x00').toHex()), /^1011: Unknown Transaction Validity/));
  await report.check('refused: a transaction that no block can hold', async () => {
    const tx = api.tx.system.remark(`0x${'00'.repeat(4_000_000)}`).sign(keys.bob, {
      blockHash: api.genesisHash, era: 0, nonce: await nextNonce(keys.bob), genesisHash: api.genesisHash, runtimeVersion: api.runtimeVersion,
    });
    return refused(() => submitRaw(tx.toHex()), /^1010: Invalid Transaction: Transaction would exhaust the block limits/);
  });
  await report.check('refused: the same transaction twice', async () => {
    const tx = signed(keys.eve, { nonce: (await nextNonce(keys.eve)) + 1 });
    await api.rpc.author.submitExtrinsic(tx);
    const message = await refused(() => api.rpc.author.submitExtrinsic(tx), /^1013: /);
    await watch(api.tx.system.remark('0x08'), keys.eve, { nonce: await nextNonce(keys.eve) });
    return message;
  });
  await report.check('the refused left nothing in the pool', async () => {
    await until('an empty pool', async () => (await api.rpc.author.pendingExtrinsics()).length === 0);
  });
}
