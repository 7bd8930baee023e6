import { expect } from 'chai';
import { AbiCoder, getAddress, hexlify, keccak256 } from 'ethers';
import { cidOf, writeCbor } from './plainCbor.ts';
import { type Deposit, heldOut, type Plan, type Row, sample, share } from './plainSampler.ts';
import { parentOf, standardLeaf, standardRoot, treeHash } from './plainTrees.ts';
import { readVector } from './readVector.ts';

type Link = { readonly '/': string };
type Decision = {
  readonly args: { readonly deposit: string; readonly depositor: string; readonly tier?: number };
  readonly blockNumber: string;
  readonly logIndex: number;
};
type Corpus = {
  readonly consent: {
    readonly events: { readonly withdrawals: readonly Decision[]; readonly tierChanges: readonly Decision[] };
    readonly head: string;
  };
  readonly snapshot: {
    readonly cores: readonly { readonly id: string; readonly core: unknown }[];
    readonly manifest: {
      readonly deposits: readonly (Omit<Deposit, 'id'> & { readonly id: Link })[];
      readonly withdrawnRoot: string;
      readonly consentHead: string;
    };
    readonly root: string;
    readonly consentRoot: string;
    readonly eligible: readonly string[];
    readonly excluded: readonly { readonly id: string; readonly reason: string }[];
  };
  readonly runs: readonly {
    readonly plan: Plan;
    readonly shares: Readonly<Record<string, number>>;
    readonly seed: string;
    readonly rows: readonly Row[];
    readonly words: number;
    readonly shortfall: number;
    readonly heldOut: readonly (readonly [string, readonly string[]])[];
    readonly registers: readonly { readonly register: string; readonly votedBp: number; readonly words: number }[];
    readonly listRoot: string;
    readonly attribution: {
      readonly shares: readonly {
        readonly contributor: string;
        readonly identity: number;
        readonly shareBp: number;
        readonly words: number;
      }[];
      readonly root: string;
      readonly proofs: readonly (readonly string[])[];
    };
  }[];
  readonly tokens: {
    readonly sequence: number;
    readonly root: string;
    readonly first: readonly number[];
    readonly rows: number;
  };
  readonly nearDuplicates: {
    readonly texts: readonly { readonly id: string; readonly position: number; readonly text: string }[];
    readonly found: readonly { readonly id: string; readonly of: string; readonly similarityBp: number }[];
  };
};

const { consent, snapshot, runs, tokens, nearDuplicates } = readVector<Corpus>('corpus');
const blocks =
  readVector<readonly { readonly kind: string; readonly digest: string; readonly value: unknown }[]>('blocks');
const deposits: readonly Deposit[] = snapshot.manifest.deposits.map((it) => ({ ...it, id: `sub:${it.id['/']}` }));
const root = (leaves: readonly Uint8Array[]) => hexlify(treeHash(leaves));

describe('golden vectors: corpus', () => {
  it('consent head: each decision is hashed onto the ones before', () => {
    const { withdrawals, tierChanges } = consent.events;
    const all = [
      ...withdrawals.map((it) => ({ ...it, code: 255 })),
      ...tierChanges.map((it) => ({ ...it, code: it.args.tier })),
    ];
    all.sort((a, b) => Number(a.blockNumber) - Number(b.blockNumber) || a.logIndex - b.logIndex);
    const head = all.reduce(
      (before, { args, code }) =>
        keccak256(
          AbiCoder.defaultAbiCoder().encode(
            ['bytes32', 'bytes32', 'address', 'uint8'],
            [before, args.deposit, args.depositor, code],
          ),
        ),
      `0x${'0'.repeat(64)}`,
    );
    expect(head).to.equal(consent.head);
    expect(snapshot.manifest.consentHead).to.equal(head);
  });

  it('identifiers: each is the CID of its CORE', () => {
    for (const { id, core } of snapshot.cores) expect(`sub:${cidOf(writeCbor(core))}`).to.equal(id);
  });

  it('snapshot: the roots are the digests of its blocks, and what is left out is left out for a reason', () => {
    const blockOf = (kind: string) => blocks.find((block) => block.kind === kind)!;
    expect(blockOf('snapshot').digest).to.equal(snapshot.root);
    expect(blockOf('snapshot').value).to.deep.equal(snapshot.manifest);
    expect(blockOf('consentTable').digest).to.equal(snapshot.consentRoot);
    const { rows } = blockOf('consentTable').value as {
      readonly rows: readonly (readonly [string, string, boolean])[];
    };
    const withdrawn = rows.filter(([, , isWithdrawn]) => isWithdrawn).map(([id]) => id);
    expect(root(withdrawn.map((id) => new TextEncoder().encode(id)))).to.equal(snapshot.manifest.withdrawnRoot);
    const allowed = rows.filter(([, tier, isWithdrawn]) => !isWithdrawn && ['public', 'training-only'].includes(tier));
    const missing = snapshot.excluded.filter(({ reason }) => reason.startsWith('unavailable')).map(({ id }) => id);
    expect(allowed.map(([id]) => id).filter((id) => !missing.includes(id))).to.deep.equal(snapshot.eligible);
    expect(deposits.map(({ id }) => id)).to.deep.equal(snapshot.eligible);
  });

  for (const run of runs) {
    const of = `of ${run.plan.wordBudget} words`;

    it(`run ${of}: held-out choice`, () => {
      const held = run.heldOut.flatMap(([, ids]) => ids);
      expect([...heldOut(deposits, run.plan.heldOutOneIn)].sort()).to.deep.equal([...held].sort());
    });

    it(`run ${of}: rows, shortfall and list root`, () => {
      const held = heldOut(deposits, run.plan.heldOutOneIn);
      const rows = sample(
        deposits.filter(({ id }) => !held.has(id)),
        run.shares,
        run.plan,
        run.seed,
      );
      expect(rows).to.deep.equal(run.rows);
      const words = rows.reduce((total, { length }) => total + length, 0);
      expect([run.words, run.shortfall]).to.deep.equal([words, run.plan.wordBudget - words]);
      const byRegister = run.registers.map(({ register, votedBp }) => [register, votedBp]);
      expect(byRegister).to.deep.equal(Object.entries(run.shares).sort());
      expect(Object.values(run.shares).reduce((total, each) => total + each, 0)).to.equal(10_000);
      expect(run.registers.reduce((total, each) => total + each.words, 0)).to.equal(words);
      expect(root(rows.map(({ id, start, length, epoch }) => writeCbor([id, start, length, epoch])))).to.equal(
        run.listRoot,
      );
    });

    it(`run ${of}: another seed is another list`, () => {
      const seed = `0x${'ab'.repeat(32)}`;
      expect(sample(deposits, run.shares, run.plan, seed)).to.not.deep.equal(run.rows);
    });

    it(`run ${of}: attribution`, () => {
      const { shares, root: attributionRoot, proofs } = run.attribution;
      expect(attribute(run.rows)).to.deep.equal(shares);
      const leafOf = ({ identity, shareBp }: (typeof shares)[number]) =>
        standardLeaf(['uint256', 'uint16'], [identity, shareBp]);
      const claimable = shares.filter(({ identity, shareBp }) => identity > 0 && shareBp > 0);
      expect(standardRoot(claimable.map(leafOf))).to.equal(attributionRoot);
      shares.forEach((share, i) => {
        if (!claimable.includes(share)) expect(proofs[i]).to.equal(null);
        else expect(proofs[i]?.reduce(parentOf, leafOf(share))).to.equal(attributionRoot);
      });
    });
  }

  it('token rows: stretches one after another, cut into rows of little-endian numbers', () => {
    const stream = (runs[0]?.rows ?? []).flatMap(({ length }) => [
      ...Array.from({ length }, (_, i) => (i % 97) + 1),
      0,
    ]);
    const size = tokens.sequence + 1;
    while (stream.length % size !== 0) stream.push(0);
    const rows = Array.from({ length: stream.length / size }, (_, i) => stream.slice(i * size, (i + 1) * size));
    expect([rows.length, rows[0]]).to.deep.equal([tokens.rows, tokens.first]);
    expect(root(rows.map((row) => new Uint8Array(Int32Array.from(row).buffer)))).to.equal(tokens.root);
  });

  it('near-duplicates: found by comparing every pair of texts', () => {
    const found: unknown[] = [];
    const kept: { readonly id: string; readonly grams: Set<string> }[] = [];
    for (const { id, text } of [...nearDuplicates.texts].sort((a, b) => a.position - b.position)) {
      const words = text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
      const grams = new Set(words.slice(4).map((_, i) => words.slice(i, i + 5).join(' ')));
      const [closest] = kept.map((it) => ({ of: it.id, ...likeness(grams, it.grams) })).sort((a, b) => b.bp - a.bp);
      if (closest && closest.bp >= 7_000) found.push({ id, of: closest.of, similarityBp: closest.bp });
      else kept.push({ id, grams });
    }
    expect(found).to.deep.equal(nearDuplicates.found);
  });
});

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): { readonly bp: number } {
  const shared = [...a].filter((gram) => b.has(gram)).length;
  return { bp: Math.floor((10_000 * shared) / (a.size + b.size - shared)) };
}

/** Basis points of each contributor, by the square roots of what a run read from them in each register. */
function attribute(rows: readonly Row[]) {
  const sourceOf = new Map(deposits.map((it) => [it.id, it]));
  const ownerOf = (id: string): string => {
    const { contributor = '', identity = 0 } = sourceOf.get(id) ?? {};
    const own = deposits.filter((it) => identity > 0 && it.identity === identity).map((it) => it.contributor);
    return own.sort()[0] ?? contributor;
  };
  const read = new Map<string, Map<string, number>>();
  for (const { id, length } of rows) {
    const { register = '' } = sourceOf.get(id) ?? {};
    const contributor = ownerOf(id);
    const own = read.get(register) ?? new Map<string, number>();
    read.set(register, own.set(contributor, (own.get(contributor) ?? 0) + length));
  }
  const weights = new Map<string, number>();
  for (const own of read.values()) {
    const words = [...own.values()].reduce((total, each) => total + each, 0);
    const roots = [...own.values()].reduce((total, each) => total + Math.sqrt(each), 0);
    for (const [contributor, each] of own)
      weights.set(contributor, (weights.get(contributor) ?? 0) + (words * Math.sqrt(each)) / roots);
  }
  const names = [...weights.keys()].sort();
  const parts = share(
    10_000,
    names.map((name) => weights.get(name) ?? 0),
  );
  const wordsOf = (name: string) => [...read.values()].reduce((total, own) => total + (own.get(name) ?? 0), 0);
  const shares = names.map((name, i) => ({
    contributor: getAddress(name),
    identity: deposits.find((it) => it.contributor === name)?.identity ?? 0,
    shareBp: parts[i] ?? 0,
    words: wordsOf(name),
  }));
  return shares.sort((a, b) => b.shareBp - a.shareBp);
}
