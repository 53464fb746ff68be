// What only SDK 0.6 has: providers, actions and factory functions.
import { contractFile, expect, refused, same, until } from '../common/report.mjs';

export async function judgeVersion06({ api, certs, deployment, keys, ready, report, sdk }) {
  const blueprint = await report.check('0.6: getClient, and an upload with the SDK’s own waiting', async () => {
    const client = await sdk.getClient({ transport: ready.node.wsUrl, clusterId: ready.clusterId });
    const file = contractFile('flipper4');
    const code = new sdk.PinkCodePromise(client, file, file.source.wasm);
    const { result } = await deployment.sent(code.upload(), keys.charlie);
    await result.waitFinalized(certs.charlie, 240_000);
    expect(await code.hasExists(), 'hasExists');
    await client.api.disconnect();
    return 'ok';
  });
  const contract = blueprint && await report.check('0.6: getContract with a provider; q', async () => {
    const code = new sdk.PinkCodePromise(deployment.registry, contractFile('flipper4'));
    const made = await deployment.instantiate(code.getBlueprint(), keys.charlie, 'default');
    const provider = await sdk.KeyringPairProvider.create(api, keys.charlie);
    const contract = await sdk.getContract({
      client: deployment.registry, contractId: made.address.toHex(), abi: contractFile('flipper4'), provider,
    });
    same((await contract.q.get()).output.asOk.isTrue, false, 'get');
    return contract;
  });
  if (contract) {
    const common = () => ({
      address: contract.address.toHex(), contractKey: contract.contractKey, abi: contractFile('flipper4'), provider: contract.provider,
    });
    const client = deployment.registry;
    await report.check('0.6: estimateContract, sendPinkCommand, sendPinkQuery', async () => {
      const { request, result } = await sdk.estimateContract(client, { ...common(), functionName: 'flip' });
      expect(result.isOk, () => `${result}`);
      await sdk.sendPinkCommand(client, request);
      await until('flipped', async () => (await sdk.sendPinkQuery(client, { ...common(), functionName: 'get' })).asOk.isTrue);
    });
    await report.check('0.6: exec', async () => {
      await contract.exec.flip({ args: [] });
      await until('flipped back', async () => (await contract.q.get()).output.asOk.isFalse);
    });
  }
  await report.check('0.6: ink! 5 metadata is beyond this client', () =>
    refused(async () => new sdk.PinkCodePromise(deployment.registry, contractFile('flipper5')), /Unable to handle version 5/));
}
