import { expect } from 'chai';
import { ownerOfManifest, ownerOfText, PUBLISHED } from '../../../node/deposits/owners.ts';
import { startCopies } from '../../../node/deposits/pins.ts';
import { openJournal } from '../../../node/journal/journal.ts';
import { openPinJournal } from '../../../node/journal/pins.ts';
import type { Network } from '../../../node/network/network.ts';
import { fromDepositId } from '../../../protocol/manifest/identifier.ts';
import { BARE_PIN_SECONDS, pinReplyMessage, pinRequestMessage } from '../../../protocol/messages/block.ts';
import { decodeMessage, encodeMessage } from '../../../protocol/messages/frame.ts';
import { entry } from '../../protocol/corpus/fixtures.ts';

/** A node that asks a pinner for copies; `keeps` decides which blocks the pinner takes. */
function createAsking(keeps: (cid: string) => boolean, now?: () => number) {
  const opened = openJournal(':memory:');
  const journal = { ...opened, commit: async <T>(work: () => T) => opened.transact(work) };
  const pins = openPinJournal(journal);
  const asked: (readonly string[])[] = [];
  const call: Network['call'] = async function* (_, frame) {
    const { cids } = decodeMessage(pinRequestMessage, frame);
    asked.push(cids);
    yield encodeMessage(pinReplyMessage, { pinned: cids.filter(keeps), refused: [] });
  };
  const copies = startCopies({
    ...{ journal, pins, network: { call }, pinners: () => ['peer'], waitMs: 500 },
    storage: { has: async () => false, get: async () => expect.fail('no block is here') },
    signal: new AbortController().signal,
    ...(now && { now }),
    onTrouble: ({ cause }) => expect.fail(String(cause)),
  });
  return { pins, asked, copies, close: opened.close };
}

describe('startCopies', () => {
  it('sends a text behind the manifest that says whose it is', async () => {
    const { id, core } = entry({ name: 'one' });
    const [manifest, text] = [fromDepositId(id).toString(), core.ciphertext.toString()];
    const { pins, asked, copies, close } = createAsking(() => true);
    pins.keep(manifest, ownerOfManifest(id));
    pins.keep(text, ownerOfText(id));
    expect(await copies.request([text])).to.equal(true);
    expect(asked).to.deep.equal([[manifest, text]]);
    await copies.stop();
    close();
  });

  it('puts behind the others what no pinner takes, so that it holds up none of them', async () => {
    const cids = Array.from({ length: 72 }, (_, i) => entry({ name: `${i}` }).core.ciphertext.toString());
    const taken = cids.at(-1) as string;
    const { pins, copies, close } = createAsking((cid) => cid === taken);
    await copies.run();
    for (const cid of cids) pins.want(cid);
    await copies.run();
    expect(pins.wanted(1)).to.deep.equal([cids[64]]);
    await copies.run();
    expect(pins.wanted(99)).to.not.include(taken);
    await copies.stop();
    close();
  });

  it('asks again for the bare bytes that it publishes, before pinners let go of them, and for nothing else', async () => {
    let now = 1_800_000_000_000;
    const [weights, text] = ['weights', 'text'].map((name) => entry({ name }).core.ciphertext.toString()) as [
      string,
      string,
    ];
    const { pins, asked, copies, close } = createAsking(
      () => true,
      () => now,
    );
    await copies.run();
    pins.keep(weights, PUBLISHED);
    pins.keep(fromDepositId(entry({ name: 'card' }).id).toString(), PUBLISHED);
    pins.keep(text, ownerOfText(entry({ name: 'text' }).id));
    now += (BARE_PIN_SECONDS / 2) * 1_000;
    await copies.run();
    await copies.run();
    expect(asked).to.deep.equal([[weights]]);
    now += (BARE_PIN_SECONDS / 2) * 1_000;
    await copies.run();
    expect(asked).to.deep.equal([[weights], [weights]]);
    await copies.stop();
    close();
  });
});
