// The story of the demo: bids that the chain, the auctioneer and other bidders cannot see.
import { contractFile, expect, same, until } from './report.mjs';

export async function judgeAuction({ certs, deployment, keys, report, util }) {
  const auction = await report.check('auction: open', async () =>
    deployment.instantiate(await deployment.upload(contractFile('sealed-bid-auction'), keys.alice), keys.alice, 'new'));
  if (!auction) return;

  const ask = async (name, message, ...args) => {
    const { output, result } = await auction.query[message](keys[name].address, { cert: certs[name] }, ...args);
    expect(result.isOk, () => `${message}: ${result}`);
    return output.asOk;
  };
  const bids = { bob: 111_111_111n, charlie: 333_333_333n, dave: 222_222_222n };

  await report.check('auction: three encrypted bids, none readable on chain', async () => {
    const sent = await Promise.all(Object.entries(bids).map(async ([name, amount]) =>
      [name, amount, await deployment.sent(auction.tx.bid({ gasLimit: 10n ** 11n }, amount), keys[name])]));
    for (const [name, amount, { block }] of sent) {
      const payload = util.u8aToHex(await deployment.payloadOf(block, keys[name].address));
      same(payload.slice(0, 4), '0x01', 'CommandPayload::Encrypted');
      const amountHex = util.u8aToHex(util.bnToU8a(amount, { bitLength: 128 })).slice(2, 12);
      expect(!payload.includes(amountHex), `the bid of ${name} is readable`);
    }
    await until('three bidders', async () => (await ask('alice', 'bidders')).toNumber() === 3);
  });
  await report.check('auction: each bidder reads the own bid and no other', async () => {
    for (const [name, amount] of Object.entries(bids)) same((await ask(name, 'myBid')).unwrap().toBigInt(), amount, name);
    expect((await ask('alice', 'myBid')).isNone, 'Alice did not bid');
    same((await ask('alice', 'bidOf', keys.bob.address)).asErr.toString(), 'NotYourBid', 'the auctioneer asks');
    same((await ask('bob', 'bidOf', keys.charlie.address)).asErr.toString(), 'NotYourBid', 'a competitor asks');
  });
  await report.check('auction: no winner before the close, and only the auctioneer closes', async () => {
    same((await ask('bob', 'winner')).asErr.toString(), 'StillOpen', 'winner');
    same((await ask('bob', 'close')).asErr.toString(), 'NotOwner', 'close by Bob');
    await deployment.sent(auction.tx.close({ gasLimit: 10n ** 11n }), keys.bob);
    expect((await ask('alice', 'isOpen')).isTrue, 'closed by Bob');
  });
  await report.check('auction: closed, the winner is known, losing bids stay secret', async () => {
    await deployment.sent(auction.tx.close({ gasLimit: 10n ** 11n }), keys.alice);
    await until('closed', async () => (await ask('dave', 'isOpen')).isFalse);
    const [winner, price] = (await ask('dave', 'winner')).asOk;
    expect(util.addressEq(winner.toString(), keys.charlie.address), () => `winner ${winner}`);
    same(price.toBigInt(), bids.charlie, 'price');
    same((await ask('charlie', 'bidOf', keys.bob.address)).asErr.toString(), 'NotYourBid', 'a losing bid');
    return `Charlie at ${price}`;
  });
}
