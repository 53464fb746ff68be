// A contract that misbehaves in every way: its caller gets the pallet's error, nobody else notices.
import { contractFile, expect, same, until } from './report.mjs';

export async function judgeHostile({ certs, deployment, keys, report }) {
  const contract = await report.check('hostile: instantiate', async () => {
    const blueprint = await deployment.upload(contractFile('hostile'), keys.dave);
    // The SDK names errors by the table of runtime 1.0, where 12 is ValueTooLarge; in 1.2 it is ContractTrapped.
    for (const [constructor, refusal] of [['refusing', 'revert'], ['trapping', 'ValueTooLarge']]) {
      const asked = blueprint.query[constructor](keys.dave.address, { cert: certs.dave, deposit: 10n ** 18n });
      const outcome = await asked.then(({ result }) => (result.asOk.result.flags.isEmpty ? 'ok' : 'revert'), (error) => error.message);
      expect(outcome.includes(refusal), () => `constructor ${constructor}: ${outcome}`);
    }
    return deployment.instantiate(blueprint, keys.dave, 'new');
  });
  if (!contract) return;

  const cert = certs.dave;
  const ask = (message, ...args) => contract.query[message](keys.dave.address, { cert }, ...args);
  const marks = async () => (await ask('marks')).output.asOk.toNumber();
  /** Number of the error among those of pallet-contracts (module 4). */
  const failure = ({ result }) => {
    expect(result.isErr && result.asErr.isModule, () => `result ${result}`);
    const { index, error } = result.asErr.asModule;
    same(index.toNumber(), 4, 'module');
    return error.toU8a()[0];
  };
  const OUT_OF_GAS = 2;
  const MAX_CALL_DEPTH = 5;
  const TRAPPED = 12;

  const cases = {
    spin: [[], [OUT_OF_GAS]],
    exhaustMemory: [[], [TRAPPED, OUT_OF_GAS]],
    recurse: [[], [TRAPPED, OUT_OF_GAS]],
    callItself: [[0], [TRAPPED, MAX_CALL_DEPTH]],
    reenter: [[], [TRAPPED, 22]],
    trap: [[], [TRAPPED]],
    overflow: [[4294967295, 1], [TRAPPED]],
    outOfBounds: [[9], [TRAPPED]],
  };
  for (const [message, [args, errors]] of Object.entries(cases)) {
    await report.check(`hostile: ${message}`, async () => {
      const error = failure(await ask(message, ...args));
      expect(errors.includes(error), () => `error ${error}, expected one of ${errors}`);
    });
  }
  await report.check('hostile: revert', async () => {
    const { output, result } = await ask('revert', 7);
    expect(result.asOk.flags.isRevert ?? !result.asOk.flags.isEmpty, 'no revert flag');
    same(output.asOk.asErr.toString(), '{"onPurpose":7}', 'error');
  });
  await report.check('hostile: garbage for an answer is the client’s to refuse', async () => {
    let outcome = 'accepted';
    await ask('garbage').catch((error) => { outcome = error.message; });
    expect(outcome !== 'accepted', outcome);
  });
  await report.check('hostile: as commands, nothing is left behind and the next ones run', async () => {
    const before = await marks();
    const names = Object.entries(cases);
    let nonce = (await deployment.api.rpc.system.accountNextIndex(keys.dave.address)).toNumber();
    const sent = names.map(([message, [args]]) =>
      deployment.sent(contract.tx[message]({ gasLimit: 10n ** 10n }, ...args), keys.dave, { nonce: nonce++ }));
    sent.push(deployment.sent(contract.tx.mark({ gasLimit: 10n ** 11n }), keys.dave, { nonce: nonce++ }));
    await Promise.all(sent);
    await until('the good one ran', async () => (await marks()) > before);
    same(await marks(), before + 1, 'marks');
  }, 600);
}
