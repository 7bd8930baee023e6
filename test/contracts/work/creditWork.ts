import { encodeAbiParameters, type Hex, keccak256 } from 'viem';
import { addressAt, type Commons, client, from, genesis, hashOf, networkHelpers } from '../commons.ts';

/** What an operator sealed, as ReceiptBook asks for it again. */
export type Seal = {
  readonly root: Hex;
  readonly count: number;
  readonly units: bigint;
  readonly blockNumber: bigint;
};

type Work = {
  readonly operator: number;
  readonly epoch: bigint;
  readonly units: bigint;
  /** Ten receipts by default. */
  readonly count?: number;
  readonly root?: Hex;
};

/** What a verifier commits to. */
export function toCommitment(verdict: {
  checked: number;
  failed: number;
  verdictRoot: Hex;
  salt: Hex;
  verifier: number;
}): Hex {
  return keccak256(
    encodeAbiParameters(
      [{ type: 'uint32' }, { type: 'uint32' }, { type: 'bytes32' }, { type: 'bytes32' }, { type: 'address' }],
      [verdict.checked, verdict.failed, verdict.verdictRoot, verdict.salt, addressAt(verdict.verifier)],
    ),
  );
}

/** Seals, draws, checks and credits work of an operator, as nodes do. */
export async function creditWork(commons: Commons, work: Work & { readonly verifier: number }): Promise<bigint> {
  const operatorId = await findClean(commons, work);
  await networkHelpers.time.increase(genesis.spotChecks.challengeWindow);
  await commons.spotCheck.write.settle([operatorId, work.epoch]);
  return operatorId;
}

/** Seals, draws and checks an epoch, which is found clean and not credited yet. */
export async function findClean(commons: Commons, work: Work & { readonly verifier: number }): Promise<bigint> {
  const operatorId = await sealAndDraw(commons, work);
  const verdict = { checked: 1, failed: 0, verdictRoot: hashOf('verdicts'), salt: hashOf('salt') };
  const commitment = toCommitment({ ...verdict, verifier: work.verifier });
  await commons.spotCheck.write.commit([operatorId, work.epoch, commitment], from(work.verifier));
  await commons.spotCheck.write.reveal(
    [operatorId, work.epoch, verdict.checked, verdict.failed, verdict.verdictRoot, verdict.salt, ''],
    from(work.verifier),
  );
  return operatorId;
}

/** Seals an epoch of ten receipts and waits for its seed. */
export async function sealAndDraw(commons: Commons, work: Work): Promise<bigint> {
  const operatorId = await commons.operatorRegistry.read.operatorOf([addressAt(work.operator)]);
  const sealed = await sealEpoch(commons, work);
  await networkHelpers.mine(2);
  await commons.spotCheck.write.draw([operatorId, work.epoch, sealed]);
  return operatorId;
}

/** Seals an epoch. */
export async function sealEpoch(commons: Commons, work: Work): Promise<Seal> {
  const { root = hashOf('receipts'), count = 10, units } = work;
  const hash = await commons.receiptBook.write.seal([work.epoch, root, count, units, ''], from(work.operator));
  const { blockNumber } = await client.getTransactionReceipt({ hash });
  return { root, count, units, blockNumber };
}
