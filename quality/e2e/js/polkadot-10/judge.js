import { ApiPromise, HttpProvider, Keyring, WsProvider, packageInfo } from '@polkadot/api';
import { blake2AsHex, cryptoWaitReady } from '@polkadot/util-crypto';
import { judgePolkadot } from '../common/polkadot.mjs';

await judgePolkadot({ ApiPromise, HttpProvider, Keyring, WsProvider, blake2AsHex, cryptoWaitReady, packageInfo, version: '10.13.1' });
