import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { toHex, zeroHash } from 'viem';
import { LATER } from '../../../node/deposits/releaseKeys.ts';
import { createRequestKeys } from '../../../node/deposits/requestKeys.ts';
import { openWithAny } from '../../../node/openWithAny.ts';
import { blockCid } from '../../../protocol/blocks/block.ts';
import { toDepositId } from '../../../protocol/manifest/identifier.ts';
import { DecryptError, encryptText } from '../../../protocol/manifest/text.ts';
import { decodeMessage, encodeMessage } from '../../../protocol/messages/frame.ts';
import { grantReplyMessage, grantRequestMessage } from '../../../protocol/messages/grant.ts';
import { operators } from '../../../scripts/local/testPeople.ts';
import { CHAIN_ID, REGISTRY } from './custodian.ts';

const ids = Array.from({ length: 600 }, (_, i) => toDepositId(blockCid(toHex(i, { size: 32 }))));

describe('createRequestKeys', () => {
  it('keeps what an honest custodian gives beside the keys of one that lies, and is quicker', async () => {
    const { key, ciphertext } = await encryptText('The ferry was rebuilt.\n');
    const requestKeys = createRequestKeys({
      ...{ account: operators[0]!.account, chainId: CHAIN_ID, consentRegistry: REGISTRY },
      custodians: () => ['liar', 'honest'],
      network: {
        peerId: 'own',
        call: async function* (peer: string, frame: Uint8Array) {
          if (peer === 'honest') await sleep(20);
          const { deposits } = decodeMessage(grantRequestMessage, frame);
          // The liar answers for deposits that it was not asked about as well.
          const given = peer === 'honest' ? deposits : ids;
          const keys = given.map((deposit) => ({ deposit, key: peer === 'honest' ? key : new Uint8Array(32) }));
          yield encodeMessage(grantReplyMessage, { keys, refused: [] });
        },
      },
    });
    const { keys, spare } = await requestKeys({ purpose: 'training', snapshot: zeroHash, deposits: ids });
    const texts = ids.map((id) => openWithAny(ciphertext, [keys.get(id)!, ...(spare.get(id) ?? [])]));
    expect(new Set(await Promise.all(texts))).to.deep.equal(new Set(['The ferry was rebuilt.\n']));
  });
});

describe('createRequestKeys, told "later"', () => {
  it('waits no longer for a custodian that gives nothing', async () => {
    let calls = 0;
    const requestKeys = createRequestKeys({
      ...{ account: operators[0]!.account, chainId: CHAIN_ID, consentRegistry: REGISTRY, pauseMs: 1 },
      custodians: () => ['liar'],
      network: {
        peerId: 'own',
        call: async function* (_: string, frame: Uint8Array) {
          calls += 1;
          const { deposits } = decodeMessage(grantRequestMessage, frame);
          yield encodeMessage(grantReplyMessage, {
            keys: [],
            refused: deposits.map((deposit) => ({ deposit, reason: LATER })),
          });
        },
      },
    });
    const { refused } = await requestKeys({ purpose: 'training', snapshot: zeroHash, deposits: ids.slice(0, 1) });
    expect([...refused.values(), calls]).to.deep.equal([LATER, 3]);
  });
});

describe('openWithAny', () => {
  it('refuses when no key fits', async () => {
    const { ciphertext } = await encryptText('The ferry was rebuilt.\n');
    const failure = await openWithAny(ciphertext, [new Uint8Array(32), new Uint8Array(5)]).catch((error) => error);
    expect(failure).to.be.instanceOf(DecryptError);
  });
});
