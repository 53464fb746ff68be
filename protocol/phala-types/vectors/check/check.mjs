// Checks what CertificateVectorsTest wrote: certificates and queries signed in Java. Run: npm run check -- FILE
import { cryptoWaitReady, ed25519Verify, secp256k1Verify, sr25519Verify } from '@polkadot/util-crypto';
import * as ethers from 'ethers';
import { readFileSync } from 'node:fs';
import { recoverTypedDataAddress } from 'viem';

await cryptoWaitReady();
const salt = ethers.keccak256(ethers.toUtf8Bytes('phala/phat-contract'));
const domain = (name) => ({ name, version: '1', salt });

/** What a wallet shows and signs: the text is written here once more, and must be that of the worker. */
function typedData({ message, ttl }) {
  return ttl === undefined
    ? {
        domain: domain('Phat Contract Query'),
        primaryType: 'PhatContractQuery',
        types: { PhatContractQuery: [{ name: 'description', type: 'string' }, { name: 'encodedQuery', type: 'bytes' }] },
        message: { description: 'You are signing a query request that would be sent to a Phat Contract.', encodedQuery: message },
      }
    : {
        domain: domain('Phat Query Certificate'),
        primaryType: 'IssueQueryCertificate',
        types: { IssueQueryCertificate: [{ name: 'description', type: 'string' }, { name: 'timeToLive', type: 'string' }, { name: 'encodedCert', type: 'bytes' }] },
        message: {
          description: 'You are signing a Certificate that can be used to query Phat Contracts using your identity without further prompts.',
          timeToLive: `The Certificate will be valid till block ${ttl}.`,
          encodedCert: message,
        },
      };
}

let checked = 0;
for (const entry of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  const { kind, message, signature, key } = entry;
  const ensure = (good) => {
    if (!good) throw new Error(`Refused: ${JSON.stringify(entry)}`);
    checked++;
  };
  if (kind === 'sr25519') ensure(sr25519Verify(message, signature, key));
  else if (kind === 'ed25519') ensure(ed25519Verify(message, signature, key));
  else if (kind === 'ecdsa') ensure(secp256k1Verify(message, signature, ethers.getBytes(key), 'blake2', false));
  else if (kind === 'eip712') {
    const data = typedData(entry);
    const address = ethers.computeAddress(key);
    ensure(ethers.verifyTypedData(data.domain, data.types, data.message, signature) === address);
    ensure((await recoverTypedDataAddress({ ...data, signature })) === address);
    // The account that contracts see is this address.
    ensure(address.toLowerCase() === entry.address);
  } else throw new Error(`Unknown kind ${kind}`);
}
console.log(`checked ${checked}`);
