// Who may ask: certificates of every kind of key, and forged ones.
import { contractFile, expect, refused, same } from './report.mjs';

export async function judgeCertificates({ certs, deployment, keyring, keys, polkadot, registry, report, sdk, signEip712, util }) {
  const auction = await report.check('certificates: a contract that tells callers apart', async () =>
    deployment.instantiate(await deployment.upload(contractFile('sealed-bid-auction'), keys.alice), keys.alice, 'new'));
  if (!auction) return;
  const ask = (cert, bidder) => auction.query.bidOf(cert.address, { cert }, bidder);
  /** The contract must see exactly the certified account as its caller. */
  const isCaller = async (cert, account) => {
    same((await ask(cert, account)).output.asOk.toString(), '{"ok":null}', 'asked about the caller');
    same((await ask(cert, keys.dave.address)).output.asOk.asErr.toString(), 'NotYourBid', 'asked about another');
  };

  for (const type of ['sr25519', 'ed25519', 'ecdsa']) {
    await report.check(`certificates: an ${type} key`, async () => {
      const pair = new polkadot.Keyring({ type }).addFromUri('//Judge//certificate');
      await isCaller(await sdk.signCertificate({ pair }), pair.address);
    });
    // Behind a signer the SDK only knows the address, and an ecdsa address is a hash: that case cannot work with it.
    if (type === 'ecdsa') continue;
    await report.check(`certificates: an ${type} account behind a signer that wraps bytes`, async () => {
      const pair = new polkadot.Keyring({ type }).addFromUri('//Judge//signer');
      const signer = {
        signRaw: async ({ data }) => ({ id: 1, signature: util.u8aToHex(pair.sign(util.u8aWrapBytes(data))) }),
      };
      await isCaller(await sdk.signCertificate({ signer, account: { address: pair.address, type } }), pair.address);
    });
  }
  if (signEip712) {
    await report.check('certificates: an Ethereum wallet (EIP-712)', async () => {
      const { cert, account } = await signEip712();
      const { output } = await auction.query.bidOf(cert.address, { cert }, account);
      same(output.asOk.toString(), '{"ok":null}', 'asked about the caller');
    });
  }

  const bob = keys.bob.address;
  const verification = /Verifying signature failed/;
  await report.check('refused: a certificate that has expired', async () => {
    const cert = await sdk.signCertificate({ pair: keys.bob, ttl: 1 });
    return refused(() => ask(cert, bob), verification);
  });
  await report.check('refused: a certificate signed by somebody else', async () => {
    const { certificate, ...rest } = await sdk.signCertificate({ pair: keys.bob });
    const forged = structuredClone(certificate);
    forged.signature.signature = keys.charlie.sign(forged.encodedBody);
    return refused(() => ask({ ...rest, certificate: forged }, bob), verification);
  });
  await report.check('refused: a query signed with another key than the certified', async () => {
    const other = await sdk.signCertificate({ pair: keys.charlie });
    return refused(() => ask({ ...certs.bob, secret: other.secret, pubkey: other.pubkey }, bob), verification);
  });
  await report.check('refused: a contract that does not exist', async () => {
    const nobody = new sdk.PinkContractPromise(auction.api, registry, auction.abi, `0x${'ee'.repeat(32)}`, auction.contractKey);
    return refused(() => nobody.query.isOpen(bob, { cert: certs.bob }), /ContractNotFound/);
  });
  await report.check('refused: a query encrypted for another worker', async () => {
    const real = registry.workerInfo;
    try {
      registry.workerInfo = { ...real, pubkey: util.u8aToHex(keyring.addFromUri('//Judge//other').publicKey) };
      return await refused(() => auction.query.isOpen(bob, { cert: certs.bob }), /AeadDecryptError/);
    } finally {
      registry.workerInfo = real;
    }
  });
  await report.check('refused: no signature at all', async () => {
    expect(registry.phactory.contractQuery, 'prpc client');
    return refused(() => registry.phactory.contractQuery({ encodedEncryptedData: new Uint8Array([1, 2, 3]) }), /Decode/);
  });
}
