import { expect } from 'chai';
import { ownerOfBatch, ownerOfText } from '../../../node/deposits/owners.ts';
import { encodeBlock } from '../../../protocol/blocks/block.ts';
import { BARE_PIN_SECONDS } from '../../../protocol/messages/block.ts';
import { createPinner, hashOf, manifest, type Named, toRaw } from './pinner.ts';

describe('servePins', () => {
  const NOW = 1_800_000_000_000;
  const bytes = (size: number, fill: number) => toRaw(new Uint8Array(size).fill(fill));
  const peersWith = (blocks: readonly Named[]) => new Map(blocks.map(({ cid, bytes }) => [hashOf(cid), bytes]));

  it('keeps so many bytes for one operator, and says why no more; another operator has its own', async () => {
    const blocks = await Promise.all([1, 2, 3, 4].map((fill) => bytes(400, fill)));
    const [first, second, third, fourth] = blocks as [Named, Named, Named, Named];
    const node = await createPinner(peersWith(blocks), { limits: { perOperator: 1_000 } });
    for (const { cid } of [first, second]) expect((await node.ask('north', [cid])).pinned).to.have.length(1);
    const { refused } = await node.ask('north', [third.cid]);
    expect(refused.map(({ reason }) => reason)).to.deep.equal([
      'the 1000 bytes that are kept here for one operator are used up',
    ]);
    expect(node.pins.usedBy(1)).to.deep.equal({ bytes: 800, bare: 2 });
    expect(node.held.size, 'what is refused is not left on disk').to.equal(2);
    expect((await node.ask('north', [first.cid])).pinned, 'what is kept already needs no room').to.have.length(1);
    for (const { cid } of [third, fourth]) expect((await node.ask('south', [cid])).pinned).to.have.length(1);
    node.close();
  });

  it('fetches nothing for an operator who has no room, however many ask at once', async () => {
    const blocks = await Promise.all(Array.from({ length: 40 }, (_, i) => bytes(1_000, i)));
    const node = await createPinner(peersWith(blocks), { limits: { perOperator: 3_000 } });
    const answers = await Promise.all(blocks.map(({ cid }) => node.ask('north', [cid])));
    expect(answers.flatMap(({ pinned }) => pinned).length).to.be.within(1, 3);
    expect(node.pins.usedBy(1).bytes).to.be.at.most(3_000);
    expect(node.most(), 'blocks on disk at any moment').to.be.at.most(3);
    node.close();
  });

  it('lets go of bare bytes that no manifest names and nobody asks for any longer, and of nothing else', async () => {
    let now = NOW;
    const [bare, renewed, text] = await Promise.all([bytes(10, 1), bytes(10, 2), bytes(10, 3)]);
    const named = manifest('one', 'ana', text.cid);
    const batch = encodeBlock({ leaves: ['a'] });
    const blocks = [bare, renewed, text, named, batch];
    const node = await createPinner(peersWith(blocks), { now: () => now });
    await node.own(batch, 'dag-cbor', ownerOfBatch(1, 0));
    await node.ask(
      'north',
      blocks.map(({ cid }) => cid),
    );
    expect(node.pins.usedBy(1).bare).to.equal(2);
    now += (BARE_PIN_SECONDS / 2) * 1_000;
    await node.ask('north', [renewed.cid]);
    now += (BARE_PIN_SECONDS / 2 + 10) * 1_000;
    await node.prune();
    expect([...node.held.keys()]).to.have.members([renewed, text, named, batch].map(({ cid }) => hashOf(cid)));
    now += BARE_PIN_SECONDS * 1_000;
    await node.prune();
    expect([...node.held.keys()]).to.have.members([text, named, batch].map(({ cid }) => hashOf(cid)));
    expect(node.pins.usedBy(1).bare).to.equal(0);
    node.close();
  });

  it('gives a text to its deposit when the manifest follows, and the account is charged once', async () => {
    const text = await bytes(500, 1);
    const named = manifest('one', 'ana', text.cid);
    const node = await createPinner(peersWith([text, named]), { now: () => NOW });
    await node.ask('north', [text.cid]);
    await node.ask('north', [named.cid, text.cid]);
    expect(node.pins.ownersOf(text.cid.toString())).to.deep.equal([ownerOfText(named.id)]);
    expect(node.pins.usedBy(1)).to.deep.equal({ bytes: 500 + named.bytes.byteLength, bare: 0 });
    await node.ask('south', [named.cid, text.cid]);
    expect(node.pins.usedBy(2).bytes, 'it stands on one account').to.equal(0);
    node.close();
  });

  it('keeps no deposit that is larger than one may be, and room for a text that is still to come', async () => {
    const [large, away] = await Promise.all([bytes(5_000, 1), bytes(100, 2)]);
    const [tooLarge, early] = [manifest('one', 'ana', large.cid), manifest('two', 'ana', away.cid)];
    const node = await createPinner(peersWith([large, tooLarge, early]), { limits: { perDeposit: 4_000 } });
    const { pinned, refused } = await node.ask('north', [tooLarge.cid, large.cid]);
    expect(pinned).to.deep.equal([]);
    expect(refused.map(({ reason }) => reason)).to.deep.equal([
      'a deposit has at most 4000 bytes here',
      'its manifest was refused',
    ]);
    await node.ask('north', [early.cid]);
    expect(node.pins.usedBy(1).bytes).to.equal(early.bytes.byteLength + 16 * 1024 ** 2);
    node.close();
  });

  it('keeps nothing for peers of no active operator, and no name that is no block', async () => {
    const block = await bytes(10, 1);
    const node = await createPinner(peersWith([block]));
    expect((await node.ask('stranger', [block.cid])).pinned).to.deep.equal([]);
    expect((await node.ask('north', ['no cid' as never])).refused[0]?.reason).to.equal('could not be fetched');
    expect(node.held.size).to.equal(0);
    node.close();
  });
});
