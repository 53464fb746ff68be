// Uploads, instantiates and sends with the SDK, and waits by looking; logs.mjs judges the SDK's own waiting.
import { expect, until } from './report.mjs';

export class Deployment {
  /** Ids of the contracts instantiated so far. */
  contracts = [];

  /**
   * @param brokenResults the SDK's own result classes of uploads and instantiations cannot be constructed
   * @param newCode makes the SDK's PinkCodePromise of a bundle: the constructors of the versions differ
   */
  constructor({ api, brokenResults, newCode, registry, sdk, util }) {
    this.api = api;
    this.newCode = newCode;
    this.brokenResults = brokenResults;
    this.registry = registry;
    this.sdk = sdk;
    this.util = util;
  }

  /** Signs, sends and waits for the block; throws with the pallet's error if the call fails. */
  sent(tx, pair, options = { nonce: -1 }) {
    return new Promise((resolve, reject) => {
      let stop = () => {};
      tx.signAndSend(pair, options, (result) => {
        const { status, dispatchError } = result;
        if (status.isInBlock || status.isFinalized) {
          stop();
          if (!dispatchError) resolve({ result, block: (status.isInBlock ? status.asInBlock : status.asFinalized).toHex() });
          else if (!dispatchError.isModule) reject(new Error(dispatchError.toString()));
          else {
            const { section, name } = this.api.registry.findMetaError(dispatchError.asModule);
            reject(new Error(`${section}.${name}`));
          }
        } else if (status.isInvalid || status.isDropped || status.isUsurped) {
          stop();
          reject(new Error(`transaction is ${status.type}`));
        }
      }).then((unsubscribe) => { stop = unsubscribe; }, reject);
    });
  }

  /** Uploads a bundle's code; returns its blueprint once the worker has the code. */
  async upload(file, pair) {
    const code = this.newCode(this.api, this.registry, file);
    const { result } = await this.sent(this.asSent(code.upload()), pair);
    const cert = await this.sdk.signCertificate({ pair });
    const system = this.registry.systemContract;
    await until('the worker has the code', async () => {
      const { output } = await system.query['system::codeExists'](pair.address, { cert }, file.source.hash, 'Ink');
      return output.asOk.isTrue;
    });
    if (this.brokenResults) return new this.sdk.PinkBlueprintPromise(this.api, this.registry, file, file.source.hash);
    expect(result.blueprint, 'the SDK made no blueprint of the upload');
    return result.blueprint;
  }

  /** The call that the SDK made, without its own result class where that one is broken. */
  asSent(tx) {
    return this.brokenResults ? this.api.tx(tx.method) : tx;
  }

  #contractId(result) {
    const { event } = result.events.find(({ event }) => event.section === 'phalaPhatContracts' && event.method === 'Instantiating');
    const id = event.data.contract.toHex();
    if (!this.brokenResults) expect(result.contractId === id, `the SDK reads contract id ${result.contractId}, the event has ${id}`);
    return id;
  }

  /** Instantiates with a constructor's arguments, an options object first where the last but one is one. */
  async instantiate(blueprint, pair, constructor, ...rest) {
    const [given, args] = typeof rest[0] === 'object' && rest[0]?.salt ? [rest[0], rest.slice(1)] : [{}, rest];
    const cert = await this.sdk.signCertificate({ pair });
    const { gasRequired } = await blueprint.query[constructor](pair.address, { cert, deposit: 10n ** 18n, ...given }, ...args);
    const options = { gasLimit: gasRequired.refTime.toBigInt(), ...given };
    const { result } = await this.sent(this.asSent(blueprint.tx[constructor](options, ...args)), pair);
    const contractId = this.#contractId(result);
    await until('the contract is in the cluster', async () => {
      const ids = await this.api.query.phalaPhatContracts.clusterContracts(this.registry.clusterId);
      return ids.some((id) => id.toHex() === contractId);
    });
    await until('the contract has a key', async () => (await this.api.query.phalaRegistry.contractKeys(contractId)).isSome);
    this.contracts.push(contractId);
    const key = await this.registry.getContractKeyOrFail(contractId);
    return new this.sdk.PinkContractPromise(this.api, this.registry, blueprint.abi, contractId, key);
  }

  /** The payload that `signer` pushed in a block, as the chain stores it. */
  async payloadOf(block, signer) {
    const { extrinsics } = (await this.api.rpc.chain.getBlock(block)).block;
    const found = extrinsics.filter((x) =>
      x.method.section === 'phalaPhatContracts' && x.method.method === 'pushContractMessage'
      && this.util.addressEq(x.signer.toString(), signer));
    expect(found.length > 0, 'no pushContractMessage in the block');
    return found.at(-1).method.args[1].toU8a(true);
  }
}
