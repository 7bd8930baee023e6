import { expect } from 'chai';
import { AbiCoder, getAddress, hexlify, keccak256 } from 'ethers';
import { LOOK_ALIKES } from '../../../protocol/corpus/lookAlikes.ts';
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
type Anchor = { readonly block: number; readonly logId: number; readonly position: number };
type Resemblance = { readonly id: string; readonly of: string; readonly similarityBp: number };
type Corpus = {
  readonly consent: {
    readonly events: { readonly withdrawals: readonly Decision[]; readonly tierChanges: readonly Decision[] };
    readonly head: string;
  };
  readonly snapshot: {
    readonly cores: readonly {
      readonly id: string;
      readonly core: { readonly lineage: readonly { readonly deposit: string }[] };
    }[];
    readonly manifest: {
      readonly deposits: readonly (Omit<Deposit, 'id'> & { readonly id: Link })[];
      readonly similar: readonly { readonly id: Link; readonly of: Link }[];
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
    readonly bytes: number;
    readonly shortfall: number;
    readonly heldOut: readonly (readonly [string, readonly string[]])[];
    readonly registers: readonly { readonly register: string; readonly votedBp: number; readonly bytes: number }[];
    readonly listRoot: string;
    readonly attribution: {
      readonly shares: readonly {
        readonly contributor: string;
        readonly identity: number;
        readonly shareBp: number;
        readonly bytes: number;
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
  readonly resemblances: {
    readonly texts: readonly { readonly id: string; readonly anchor: Anchor; readonly text: string }[];
    readonly nearDuplicates: readonly Resemblance[];
    readonly similar: readonly Resemblance[];
  };
};

const { consent, snapshot, runs, tokens, resemblances } = readVector<Corpus>('corpus');
const blocks =
  readVector<readonly { readonly kind: string; readonly digest: string; readonly value: unknown }[]>('blocks');
const deposits: readonly Deposit[] = snapshot.manifest.deposits.map((it) => ({ ...it, id: `sub:${it.id['/']}` }));
const links = [
  ...snapshot.manifest.similar.map(({ id, of }): [string, string] => [`sub:${id['/']}`, `sub:${of['/']}`]),
  ...snapshot.cores.flatMap(({ id, core }) => core.lineage.map(({ deposit }): [string, string] => [id, deposit])),
];
const heldOutOf = ({ plan, seed }: (typeof runs)[number]) =>
  heldOut(deposits, { oneIn: plan.heldOutOneIn, seed, links });
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
    const of = `of ${run.plan.budget} bytes`;

    it(`run ${of}: held-out choice`, () => {
      const held = run.heldOut.flatMap(([, ids]) => ids);
      expect([...heldOutOf(run).held].sort()).to.deep.equal([...held].sort());
    });

    it(`run ${of}: rows, shortfall and list root`, () => {
      const { held, leftOut } = heldOutOf(run);
      const rows = sample(
        deposits.filter(({ id }) => !held.has(id) && !leftOut.has(id)),
        run.shares,
        run.plan,
        run.seed,
      );
      expect(rows).to.deep.equal(run.rows);
      const bytes = rows.reduce((total, { length }) => total + length, 0);
      expect([run.bytes, run.shortfall]).to.deep.equal([bytes, run.plan.budget - bytes]);
      const byRegister = run.registers.map(({ register, votedBp }) => [register, votedBp]);
      expect(byRegister).to.deep.equal(Object.entries(run.shares).sort());
      expect(Object.values(run.shares).reduce((total, each) => total + each, 0)).to.equal(10_000);
      expect(run.registers.reduce((total, each) => total + each.bytes, 0)).to.equal(bytes);
      expect(root(rows.map(({ id, start, length, epoch }) => writeCbor([id, start, length, epoch])))).to.equal(
        run.listRoot,
      );
    });

    it(`run ${of}: another seed is another list`, () => {
      // A few rows may fall into one order under two seeds.
      const lists = ['ab', 'cd', 'ef'].map((byte) =>
        JSON.stringify(sample(deposits, run.shares, run.plan, `0x${byte.repeat(32)}`)),
      );
      expect(lists.some((list) => list !== JSON.stringify(run.rows))).to.equal(true);
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
    const stream = (runs[0]?.rows ?? []).flatMap(({ start, length }) => [
      ...Array.from({ length }, (_, i) => ((start + i) % 26) + 97),
      0,
    ]);
    const size = tokens.sequence + 1;
    if (stream.length % size === 1) stream.pop();
    while (stream.length % size !== 0) stream.push(-1);
    const rows = Array.from({ length: stream.length / size }, (_, i) => stream.slice(i * size, (i + 1) * size));
    expect([rows.length, rows[0]]).to.deep.equal([tokens.rows, tokens.first]);
    expect(root(rows.map((row) => new Uint8Array(Int32Array.from(row).buffer)))).to.equal(tokens.root);
  });

  it('resemblances: found by comparing every pair of texts', () => {
    const found: Resemblance[] = [];
    const alike: Resemblance[] = [];
    const kept: { readonly id: string; readonly grams: Set<string> }[] = [];
    const timeOf = ({ block, logId, position }: Anchor) => block * 1e6 + logId * 1e3 + position;
    for (const { id, text } of [...resemblances.texts].sort((a, b) => timeOf(a.anchor) - timeOf(b.anchor))) {
      const grams = gramsOf(text);
      const [closest] = kept.map((it) => ({ of: it.id, ...likeness(grams, it.grams) })).sort((a, b) => b.bp - a.bp);
      const pair = { id, of: closest?.of ?? '', similarityBp: closest?.bp ?? 0 };
      if (pair.similarityBp >= 7_000) found.push(pair);
      else kept.push({ id, grams });
      if (pair.similarityBp >= 3_000 && pair.similarityBp < 7_000) alike.push(pair);
    }
    expect(found.sort((a, b) => (a.id < b.id ? -1 : 1))).to.deep.equal(resemblances.nearDuplicates);
    expect(alike).to.deep.equal(resemblances.similar);
    expect(alike).to.have.length.above(0);
  });
});

/** Eight letters in a row, five of a script that has no spaces: of those with the least hashes a quarter, and 64 at least. */
function gramsOf(text: string): Set<string> {
  const seen = new Map(LOOK_ALIKES.flatMap(([taken, letters]) => [...letters].map((it) => [it, taken] as const)));
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .normalize('NFC');
  const letters = [...[...plain].map((letter) => seen.get(letter) ?? letter).join('')];
  const grams = letters.flatMap((letter, at) => {
    const length = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]/u.test(letter) ? 5 : 8;
    return at + length <= letters.length ? [letters.slice(at, at + length).join('')] : [];
  });
  const sorted = [...new Set(grams)].sort((a, b) => Number(hashOf(a) - hashOf(b)));
  const quarter = sorted.filter((gram) => hashOf(gram) < 1n << 30n);
  return new Set(sorted.slice(0, Math.max(64, quarter.length)));
}

/** FNV-1a of UTF-16 code units, then the finaliser of MurmurHash3. */
function hashOf(gram: string): bigint {
  const times = (a: bigint, b: bigint) => BigInt.asUintN(32, a * b);
  const units = Array.from({ length: gram.length }, (_, i) => BigInt(gram.charCodeAt(i)));
  let hash = units.reduce((sum, unit) => times(sum ^ unit, 0x01000193n), 0x811c9dc5n);
  hash = times(hash ^ (hash >> 16n), 0x85ebca6bn);
  hash = times(hash ^ (hash >> 13n), 0xc2b2ae35n);
  return hash ^ (hash >> 16n);
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): { readonly bp: number } {
  const shared = [...a].filter((gram) => b.has(gram)).length;
  return { bp: Math.floor((10_000 * shared) / (a.size + b.size - shared)) };
}

/** Basis points of each identity, by the square roots of what a run read from it in each register. */
function attribute(rows: readonly Row[]) {
  const sourceOf = new Map(deposits.map((it) => [it.id, it]));
  const read = new Map<string, Map<number, number>>();
  for (const { id, length } of rows) {
    const { register = '', identity = 0 } = sourceOf.get(id) ?? {};
    const own = read.get(register) ?? new Map<number, number>();
    read.set(register, own.set(identity, (own.get(identity) ?? 0) + length));
  }
  const weights = new Map<number, number>();
  for (const own of read.values()) {
    const bytes = [...own.values()].reduce((total, each) => total + each, 0);
    const roots = [...own.values()].reduce((total, each) => total + Math.sqrt(each), 0);
    for (const [identity, each] of own)
      weights.set(identity, (weights.get(identity) ?? 0) + (bytes * Math.sqrt(each)) / roots);
  }
  const identities = [...weights.keys()].sort((a, b) => a - b);
  const parts = share(
    10_000,
    identities.map((identity) => weights.get(identity) ?? 0),
  );
  const accountOf = (identity: number) => {
    const own = deposits.filter((it) => identity > 0 && it.identity === identity).map((it) => it.contributor);
    return own.sort()[0] ?? `0x${'0'.repeat(40)}`;
  };
  const bytesOf = (identity: number) => [...read.values()].reduce((total, own) => total + (own.get(identity) ?? 0), 0);
  const shares = identities.map((identity, i) => ({
    identity,
    contributor: getAddress(accountOf(identity)),
    shareBp: parts[i] ?? 0,
    bytes: bytesOf(identity),
  }));
  return shares.sort((a, b) => b.shareBp - a.shareBp);
}
