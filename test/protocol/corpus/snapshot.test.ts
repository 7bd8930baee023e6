import { expect } from 'chai';
import fc from 'fast-check';
import { pad, zeroHash } from 'viem';
import { contributorAccount } from '../../../protocol/blocks/core.ts';
import { decodeSnapshot } from '../../../protocol/blocks/snapshot.ts';
import type { ConsentAt } from '../../../protocol/corpus/consent.ts';
import { firstAnchors, type LogView, makeSnapshot } from '../../../protocol/corpus/snapshot.ts';
import type { Tier } from '../../../protocol/manifest/tier.ts';
import { CHAIN_ID, entry, PLAN } from './fixtures.ts';

const HEAD = zeroHash;
const NOTHING: ConsentAt = { withdrawn: new Set(), tierChanges: new Map(), barred: new Set() };
const snapshot = (logs: readonly LogView[], consent: ConsentAt = NOTHING) =>
  makeSnapshot({
    ...consent,
    identities: new Map(),
    consentHead: HEAD,
    logs,
    purpose: 'training',
    chainId: CHAIN_ID,
    block: 7,
    plan: PLAN,
  });
const log = (logId: number, entries: LogView['entries']): LogView => ({
  logId,
  size: entries.length,
  entries: entries.map((it, position) => ({ ...it, position })),
});
const entries = Array.from({ length: 12 }, (_, i) => entry({ name: `text ${i}` }));

describe('makeSnapshot', () => {
  it('counts a manifest that stands in several logs once', () => {
    const once = snapshot([log(1, entries), log(2, [])]);
    const twice = snapshot([log(1, entries), log(2, entries.slice(3, 6))]);
    expect(twice.eligible).to.deep.equal(once.eligible);
    expect(twice.manifest.logs[1]).to.deep.equal({ logId: 2, size: 3 });
  });

  it('has the same root whatever the order of logs, withdrawals and tier changes', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(entries), fc.shuffledSubarray(entries), (withdrawn, changed) => {
        const tiers = changed.map(({ id }, i): [string, Tier] => [id, i % 2 ? 'archive-only' : 'training-only']);
        const logs = [log(1, entries.slice(0, 8)), log(2, entries.slice(4))];
        const one = snapshot(logs, {
          ...NOTHING,
          withdrawn: new Set(withdrawn.map((it) => it.id)),
          tierChanges: new Map(tiers),
        });
        const other = snapshot(logs.toReversed(), {
          ...NOTHING,
          withdrawn: new Set(withdrawn.map((it) => it.id).sort()),
          tierChanges: new Map(tiers.toReversed()),
        });
        expect(other.root).to.equal(one.root);
        expect(one.eligible.length + one.excluded.length).to.equal(entries.length);
      }),
    );
  });

  it('changes its root with a withdrawal, a tier, the consent head, a log size or the plan', () => {
    const where = { purpose: 'training', chainId: CHAIN_ID, block: 7, consentHead: HEAD } as const;
    const base = { ...NOTHING, ...where, identities: new Map(), logs: [log(1, entries)] };
    const first = entries[0]?.id ?? '';
    const roots = [
      makeSnapshot({ ...base, plan: PLAN }),
      makeSnapshot({ ...base, plan: { ...PLAN, budget: 999 } }),
      makeSnapshot({ ...base, plan: PLAN, withdrawn: new Set([first]) }),
      makeSnapshot({ ...base, plan: PLAN, barred: new Set([entries[1]?.id ?? '']) }),
      makeSnapshot({
        ...base,
        plan: PLAN,
        identities: new Map(entries.map(({ core }) => [contributorAccount(core).toLowerCase(), 1])),
      }),
      makeSnapshot({ ...base, plan: PLAN, tierChanges: new Map([[first, 'training-only']]) }),
      makeSnapshot({ ...base, plan: PLAN, consentHead: pad('0x01') }),
      makeSnapshot({ ...base, plan: PLAN, logs: [log(1, entries.slice(1))] }),
    ].map((it) => it.root);
    expect(new Set(roots).size).to.equal(roots.length);
  });

  it('leaves out what comes from a text that no log holds, at whatever remove, and what comes from too many', () => {
    const elsewhere = entry({ name: 'of another commons' });
    const from = (name: string, deposit: string, kind: 'derivedFrom' | 'revisionOf' = 'derivedFrom') =>
      entry({ name, lineage: [{ kind, deposit }] });
    const child = from('child', elsewhere.id);
    const grandchild = from('grandchild', child.id);
    const revision = from('revision', elsewhere.id, 'revisionOf');
    const chain = [entry({ name: 'first' })];
    for (let i = 1; i <= 65; i += 1) chain.push(from(`copy ${i}`, chain.at(-1)?.id ?? ''));
    const { eligible, excluded } = snapshot([log(1, [child, grandchild, revision, ...chain])]);
    const parent = `parent ${elsewhere.id} is unknown`;
    expect(Object.fromEntries(excluded.map(({ id, reason }) => [id, reason]))).to.deep.equal({
      [child.id]: parent,
      [grandchild.id]: parent,
      [revision.id]: parent,
      [chain[65]?.id ?? '']: 'derived from more than 64 texts',
    });
    expect(eligible).to.have.length(65);
  });

  it('leaves out what consent forbids and says why', () => {
    const parent = entry({ name: 'parent', tier: 'retrieval-only' });
    const derived = entry({ name: 'derived', lineage: [{ kind: 'translationOf', deposit: parent.id }] });
    const old = entry({ name: 'old' });
    const revision = entry({ name: 'revision', lineage: [{ kind: 'revisionOf', deposit: old.id }] });
    const lowered = entry({ name: 'lowered' });
    const federated = entry({ name: 'federated', tier: 'federated' });
    const down = entry({ name: 'down' });
    const { eligible, excluded } = snapshot([log(1, [parent, derived, old, revision, lowered, federated, down])], {
      barred: new Set([down.id]),
      withdrawn: new Set([old.id]),
      tierChanges: new Map([[lowered.id, 'archive-only']]),
    });
    expect(eligible).to.deep.equal([revision.id]);
    expect(Object.fromEntries(excluded.map((it) => [it.id, it.reason]))).to.deep.equal({
      [parent.id]: 'tier retrieval-only',
      [derived.id]: `parent ${parent.id} is tier retrieval-only`,
      [old.id]: 'withdrawn',
      [lowered.id]: 'tier archive-only',
      [federated.id]: 'tier federated',
      [down.id]: 'kept back by the board or the court',
    });
  });

  it('names the survivor of a near-duplicate and the reason of a text that could not be read', () => {
    const [a, b, c] = entries.map((it) => it.id) as [string, string, string];
    const { excluded, block } = makeSnapshot({
      ...NOTHING,
      identities: new Map(),
      consentHead: HEAD,
      logs: [log(1, entries)],
      purpose: 'training',
      chainId: CHAIN_ID,
      block: 7,
      plan: PLAN,
      nearDuplicates: [{ id: b, of: a, similarityBp: 9_000 }],
      unavailable: [{ id: c, reason: 'no key' }],
    });
    expect(excluded).to.have.deep.members([
      { id: b, reason: `near-duplicate of ${a}` },
      { id: c, reason: 'unavailable: no key' },
    ]);
    expect(decodeSnapshot(block.bytes).nearDuplicates).to.have.length(1);
  });

  it('stands for an empty corpus and for one that is withdrawn as a whole', () => {
    expect(snapshot([]).eligible).to.deep.equal([]);
    expect(snapshot([log(1, [])]).root).to.not.equal(snapshot([]).root);
    const all = snapshot([log(1, entries)], { ...NOTHING, withdrawn: new Set(entries.map((it) => it.id)) });
    expect(all.eligible).to.deep.equal([]);
  });
});

describe('firstAnchors', () => {
  it('tells the block whose head first held a deposit, in whichever log, past leaves that are no deposit', () => {
    const [a, b, c] = entries as unknown as [LogView['entries'][0], LogView['entries'][0], LogView['entries'][0]];
    const logs = [
      {
        logId: 1,
        size: 4,
        entries: [
          { ...a, position: 0 },
          { ...b, position: 2 },
          { ...c, position: 3 },
        ],
      },
      { logId: 2, size: 2, entries: [{ ...c, position: 1 }] },
    ];
    const heads = [
      { logId: 1, size: 4, block: 30 },
      { logId: 1, size: 2, block: 10 },
      { logId: 2, size: 2, block: 20 },
      { logId: 1, size: 9, block: 40 },
    ];
    expect(Object.fromEntries(firstAnchors(logs, heads))).to.deep.equal({
      [a.id]: { block: 10, logId: 1, position: 0 },
      [b.id]: { block: 30, logId: 1, position: 2 },
      [c.id]: { block: 20, logId: 2, position: 1 },
    });
  });
});
