import * as sdk from '@phala/sdk';
import * as polkadot from '@polkadot/api';
import { bnToU8a, hexToU8a, stringToU8a, u8aConcat, u8aToHex, u8aWrapBytes } from '@polkadot/util';
import { addressEq, cryptoWaitReady, keccakAsU8a, secp256k1Compress, secp256k1Expand } from '@polkadot/util-crypto';
import { readFileSync } from 'node:fs';
import { createWalletClient, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { mainnet } from 'viem/chains';
import { judgePhala } from '../common/phala.mjs';

const manifest = new URL('node_modules/@phala/sdk/package.json', import.meta.url);

/** A certificate signed as an Ethereum wallet does, and the account that contracts then see. */
async function signEip712() {
  const account = privateKeyToAccount(`0x${'4a'.repeat(32)}`);
  const client = createWalletClient({ account, chain: mainnet, transport: http('http://127.0.0.1:1') });
  const pubkey = u8aToHex(secp256k1Compress(hexToU8a(account.publicKey)));
  const cert = await sdk.unstable_signEip712Certificate({ client, account, compactPubkey: pubkey });
  const address = keccakAsU8a(secp256k1Expand(hexToU8a(account.publicKey))).slice(12);
  return { cert, account: u8aConcat(address, stringToU8a('@evm_address')) };
}

await judgePhala({
  sdk,
  polkadot,
  util: { addressEq, bnToU8a, cryptoWaitReady, u8aToHex, u8aWrapBytes },
  version: '0.5.10',
  installed: JSON.parse(readFileSync(manifest, 'utf8')).version,
  inkLines: ['flipper3', 'flipper4', 'flipper5'],
  signEip712,
  newCode: (api, registry, file) => new sdk.PinkCodePromise(api, registry, file, file.source.wasm),
  // As published, InkCodeSubmittableResult and PinkBlueprintSubmittableResult touch `this` before super().
  brokenResults: true,
  // It gives an event's payload to `Abi.decodeEvent`, which since api-contract 10.12 wants the whole record.
  decodesEvents: false,
  // The quick look: ink! 3, 4 and 5 through the whole road. `node judge.js flippers`
  onlyFlippers: process.argv[2] === 'flippers',
});
