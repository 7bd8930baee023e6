import { expect } from 'chai';
import type { CID } from 'multiformats/cid';
import type { Address, Hex } from 'viem';
import { draftDeposit } from '../../../client/deposit.ts';
import { createObjection } from '../../../node/deposits/manifests.ts';
import { createReleaseKeys } from '../../../node/deposits/releaseKeys.ts';
import { lockSecrets } from '../../../node/deposits/secretBox.ts';
import { createAdapterFollower } from '../../../node/experts/followAdapters.ts';
import { createLibrary } from '../../../node/experts/library.ts';
import { createMembers } from '../../../node/identity/members.ts';
import { openJournal } from '../../../node/journal/journal.ts';
import { fromDepositId } from '../../../protocol/manifest/identifier.ts';
import { ALL_RIGHTS } from '../../../protocol/manifest/rights.ts';
import { account, CHAIN_ID } from '../../protocol/corpus/fixtures.ts';

const STORAGE_KEY = new Uint8Array(32).fill(7);

async function setUp() {
  const who = {
    contributor: account('ana'),
    chainId: CHAIN_ID,
    label: 'ana',
    licence: 'CC-BY-4.0',
    createdAt: 1,
    rights: ALL_RIGHTS,
  };
  const draft = await draftDeposit({ text: 'A text that may be read.', register: 'oral', tier: 'public', ...who });
  const barred = new Set<string>();
  const consent = {
    isWithdrawn: () => false,
    isBarred: (id: string) => barred.has(id),
    tierOf: () => 'public' as const,
    withdrawalOf: () => null,
    refresh: async () => {},
  };
  return { draft, barred, consent };
}

describe('what board and court decided', () => {
  it('keeps a custodian from releasing the key of a held deposit, until the hold ends', async () => {
    const { draft, barred, consent } = await setUp();
    const manifest = { id: draft.id, cid: fromDepositId(draft.id), core: draft.core };
    const release = createReleaseKeys({
      consent,
      journal: openJournal(':memory:'),
      deposits: {
        find: () => ({ id: draft.id, contributor: account('ana'), tier: 'public', withdrawn: false }),
        secrets: () => lockSecrets(STORAGE_KEY, draft.id, { key: draft.key, salt: new Uint8Array(32) }),
        logRelease: () => {},
      } as never,
      findManifest: async () => manifest,
      objection: createObjection({ consent, findManifest: async () => null }),
      findWarrant: async () => () => ({ warrant: 'expert 1' }),
      storageKey: STORAGE_KEY,
    });
    const ask = () =>
      release({ purpose: 'retrieval', snapshot: '0x' as Hex, deposits: [draft.id] }, account('bako') as Address);
    barred.add(draft.id);
    expect(await ask()).to.deep.equal({
      keys: [],
      refused: [{ deposit: draft.id, reason: 'kept back by the board or the court' }],
    });
    barred.clear();
    expect((await ask()).keys).to.have.length(1);
  });

  it('takes a held deposit out of what experts may use, and forgets a text that was read before', async () => {
    const { draft, barred, consent } = await setUp();
    let asked = 0;
    const library = createLibrary({
      consent: { ...consent, age: () => 0 },
      isBehind: () => false,
      readLogs: async () => [{ logId: 1, size: 1, entries: [{ id: draft.id, core: draft.core }] }],
      requestKeys: async () => {
        asked += 1;
        return { keys: new Map([[draft.id, draft.key]]) };
      },
      storage: { get: async () => draft.ciphertext, delete: async () => {} },
    });
    expect(await library.readTexts([draft.id], 'retrieval')).to.have.length(1);
    barred.add(draft.id);
    expect((await library.holdings('retrieval')).entries).to.deep.equal([]);
    expect(await library.readTexts([draft.id], 'retrieval')).to.equal(null);
    barred.clear();
    const before = asked;
    expect(await library.readTexts([draft.id], 'retrieval')).to.have.length(1);
    expect(asked).to.be.greaterThan(before);
  });

  it('leaves frozen experts and operators out of the network', async () => {
    const frozen = new Set<string>();
    const members = createMembers({
      rows: {
        operator: () => ({ group: '0x', stake: 2n, unbondAt: null }),
        standing: () => ({ account: account('ana'), status: 'active', validUntil: 1_000, suspendedUntil: 0 }),
        accountOf: () => ({ identityId: 4, isReplaced: false }),
      },
      peers: { operatorOf: () => 4 },
      experts: { find: () => ({ operatorId: 4, isRetired: false }) },
      isFrozen: (kind, id) => frozen.has(`${kind} ${id}`),
      minStake: 1n,
      now: () => 10n,
      refresh: async () => {},
    });
    expect(await members.isExpertOf(9, 4)).to.equal(true);
    frozen.add('expert 9');
    expect(await members.isExpertOf(9, 4)).to.equal(false);
    expect(await members.isActiveOperator(account('ana'))).to.equal(true);
    frozen.add('operator 4');
    expect(await members.isActiveOperator(account('ana'))).to.equal(false);
    expect(await members.identityOf(account('ana'))).to.equal(4, 'a frozen operator is still a member');
  });

  /** What decoders publish over models whose blocks nobody has. */
  const publishedOver = async (modelIds: readonly number[], isFrozen: (modelId: number) => boolean) => {
    const published: string[] = [];
    const models = modelIds.map((modelId) => ({ modelId, weightsHash: '0x', uri: 'ipfs://none' }));
    const follower = createAdapterFollower({
      follower: { onCommitted: () => () => {} },
      models: { fold: { name: 'models' } as never, newestOver: () => models as never },
      isFrozen,
      get: async (cid: CID) => {
        throw new Error(`no block ${cid}`);
      },
      decoder: { base: { base: '0x', tokenizer: '0x', runtimeClass: 'test' }, generator: {} } as never,
      publish: async (version) => void published.push(version.manifest.kind),
      signal: new AbortController().signal,
      onTrouble: () => {},
    });
    follower.start();
    await new Promise((done) => setTimeout(done, 10));
    await follower.stop();
    return published;
  };

  it('has decoders go back to the newest model that is not frozen, and to the base where all are', async () => {
    expect(await publishedOver([3, 2], () => true)).to.deep.equal(['decoder']);
  });

  it('has decoders serve the base while an adapter that any operator registered cannot be fetched', async () => {
    expect(await publishedOver([3], () => false)).to.deep.equal(['decoder']);
  });
});
