import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { AbiCoder, concat, getBytes, keccak256, solidityPackedKeccak256 } from 'ethers';
import { readCbor } from './plainCbor.ts';
import { standardLeaf, standardRoot } from './plainTrees.ts';
import { readVector } from './readVector.ts';

type Outcome = { readonly outputHash: string; readonly units: string } | null;
type Receipt = { readonly jobId: string; readonly units: string } & Readonly<Record<string, unknown>>;
type Hashed = { readonly value: unknown; readonly bytes: string; readonly hash: string };
type Work = {
  readonly inputs: readonly Hashed[];
  readonly outputs: readonly (Hashed & {
    readonly salt: string;
    readonly result: { readonly jobId: string; readonly verifier: string; readonly hash: string };
  })[];
  readonly jobIds: readonly { readonly isOpenable: boolean; readonly salt: string; readonly jobId: string }[];
  readonly epochs: readonly { readonly at: number; readonly epochSeconds: number; readonly epoch: number }[];
  readonly units: readonly { readonly prompt: number; readonly output: number; readonly units: string }[];
  readonly selections: readonly {
    readonly seed: string;
    readonly count: number;
    readonly history: { readonly jobs: number; readonly good: number };
    readonly selected: readonly number[];
    readonly order: readonly number[];
  }[];
  readonly faults: readonly {
    readonly sealed: { readonly root: string; readonly count: number; readonly units: string };
    readonly receipts: readonly Receipt[];
    readonly fault: string | null;
  }[];
  readonly judgements: readonly {
    readonly evidence: Readonly<Record<string, unknown>> & {
      readonly refused: string | null;
      readonly unopened: string | null;
      readonly claimed: Outcome;
      readonly recomputed: Outcome;
    };
    readonly judgement: { readonly verdict: string; readonly reason: string };
  }[];
};

const FIELDS = [
  ['version', 'uint16'],
  ['epoch', 'uint64'],
  ['index', 'uint64'],
  ['jobId', 'bytes32'],
  ['gate', 'address'],
  ['operator', 'address'],
  ['expertId', 'uint256'],
  ['modelHash', 'bytes32'],
  ['adapterHash', 'bytes32'],
  ['runtimeClass', 'string'],
  ['inputHash', 'bytes32'],
  ['outputHash', 'bytes32'],
  ['proofRoot', 'bytes32'],
  ['seed', 'uint64'],
  ['units', 'uint64'],
  ['startedAt', 'uint64'],
  ['finishedAt', 'uint64'],
] as const;

const work = readVector<Work>('work');

const sha256 = (...parts: readonly string[]) =>
  `0x${createHash('sha256')
    .update(getBytes(concat(parts)))
    .digest('hex')}`;

describe('golden vectors: work', () => {
  it('jobs: the hash is SHA-256 of dag-cbor that says the same, with a salt for outputs', () => {
    for (const { value, bytes, hash } of work.inputs) {
      expect(readCbor(getBytes(bytes))).to.deep.equal(value);
      expect(sha256(bytes)).to.equal(hash);
    }
    for (const { value, bytes, hash, salt, result } of work.outputs) {
      expect(readCbor(getBytes(bytes))).to.deep.equal(value);
      expect(sha256(salt, bytes)).to.equal(hash);
      expect(sha256(result.jobId, result.verifier, bytes)).to.equal(result.hash);
    }
  });

  it('jobs: the id commits to whether the asker opens it', () => {
    for (const { isOpenable, salt, jobId } of work.jobIds)
      expect(keccak256(AbiCoder.defaultAbiCoder().encode(['bool', 'bytes32'], [isOpenable, salt]))).to.equal(jobId);
  });

  it('epochs and units', () => {
    for (const { at, epochSeconds, epoch } of work.epochs)
      expect(Math.floor(at / (1_000 * epochSeconds))).to.equal(epoch);
    for (const { prompt, output, units } of work.units) expect(`${output + ((prompt + 3) >> 2)}`).to.equal(units);
  });

  it('selections: lots are drawn by the seed, and the rate falls with what was good', () => {
    for (const { seed, count, history, selected, order } of work.selections) {
      const lots = Array.from({ length: count }, (_, position) => ({
        position,
        lot: BigInt(solidityPackedKeccak256(['bytes32', 'uint32'], [seed, position])),
      }));
      const drawn = [...lots].sort((a, b) => (a.lot < b.lot ? -1 : 1)).map(({ position }) => position);
      expect(drawn).to.deep.equal(order);
      const rate = Math.max(0.02, 1 / Math.sqrt(Math.max(1, history.good)));
      const due = lots.filter(
        ({ position, lot }) => history.jobs + position < 10 || Number(lot >> 192n) / 2 ** 64 < rate,
      );
      expect(due.length > 0 ? due.map(({ position }) => position) : drawn.slice(0, 1)).to.deep.equal(selected);
    }
  });

  it('faults of published lists', () => {
    for (const { sealed, receipts, fault } of work.faults) {
      const leaves = receipts.map((receipt) =>
        standardLeaf(
          FIELDS.map(([, type]) => type),
          FIELDS.map(([name]) => receipt[name]),
        ),
      );
      const units = receipts.reduce((total, receipt) => total + BigInt(receipt.units), 0n);
      const checks = [
        [receipts.length === sealed.count, 'the published list has another length'],
        [receipts.length > 0 && standardRoot(leaves) === sealed.root, 'the published list is not what was sealed'],
        [`${units}` === sealed.units, 'the units do not add up'],
        [new Set(receipts.map(({ jobId }) => jobId)).size === receipts.length, 'a job is listed twice'],
      ] as const;
      expect(checks.find(([isFine]) => !isFine)?.[1] ?? null).to.equal(fault);
    }
    expect(new Set(work.faults.map(({ fault }) => fault)).size).to.equal(5);
  });

  it('judgements: only what a node can be held to counts against it', () => {
    for (const { evidence, judgement } of work.judgements) {
      const { refused, unopened, claimed, recomputed } = evidence;
      const rules = [
        [refused !== null, 'FAIL', `its node does not open it: ${refused}`],
        [!evidence.isSigned, 'FAIL', 'the receipt is not signed by its node'],
        [!evidence.isOrdered, 'FAIL', 'no gate ordered it'],
        [!evidence.isManifestPublished, 'FAIL', 'the manifest was never published'],
        [!evidence.isManifestTheReceipts, 'FAIL', 'the manifest says something else than the receipt'],
        [unopened !== null, 'INCONCLUSIVE', unopened],
        [!recomputed, 'INCONCLUSIVE', 'it cannot be recomputed here'],
        [claimed?.outputHash !== recomputed?.outputHash, 'FAIL', 'the output differs'],
        [claimed?.units !== recomputed?.units, 'FAIL', 'the units differ'],
        [true, 'PASS', 'the output is the same'],
      ] as const;
      const [, verdict, reason] = rules.find(([applies]) => applies) ?? [];
      expect(judgement).to.deep.equal({ verdict, reason });
    }
  });
});
