import * as sdk from '@phala/sdk';
import * as polkadot from '@polkadot/api';
import { bnToU8a, hexToU8a, stringToU8a, u8aConcat, u8aToHex, u8aWrapBytes } from '@polkadot/util';
import { addressEq, cryptoWaitReady, keccakAsU8a, secp256k1Compress, secp256k1Expand } from '@polkadot/util-crypto';
import { readFileSync } from 'node:fs';
import { createWalletClient, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { mainnet } from 'viem/chains';
import { judgePhala } from '../common/phala.mjs';
import { judgeVersion06 } from './extras.mjs';

const manifest = new URL('node_modules/@phala/sdk/package.json', import.meta.url);

/** A certificate signed as an Ethereum wallet does, and the account that contracts then see. */
async function signEip712() {
  const account = privateKeyToAccount(`0x${'4a'.repeat(32)}`);
  const client = createWalletClient({ account, chain: mainnet, transport: http('http://127.0.0.1:1') });
  const pubkey = u8aToHex(secp256k1Compress(hexToU8a(account.publicKey)));
  const cert = await sdk.signEip712Certificate({ client, account, compressedPubkey: pubkey });
  const address = keccakAsU8a(secp256k1Expand(hexToU8a(account.publicKey))).slice(12);
  return { cert, account: u8aConcat(address, stringToU8a('@evm_address')) };
}

await judgePhala({
  sdk,
  polkadot,
  util: { addressEq, bnToU8a, cryptoWaitReady, u8aToHex, u8aWrapBytes },
  version: '0.6.0-beta.19',
  installed: JSON.parse(readFileSync(manifest, 'utf8')).version,
  inkLines: ['flipper3', 'flipper4'],
  signEip712,
  newCode: (_api, client, file) => new sdk.PinkCodePromise(client, file, file.source.wasm),
  decodesEvents: true,
  extras: judgeVersion06,
});
