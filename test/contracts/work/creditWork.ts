import { encodeAbiParameters, type Hex, keccak256 } from 'viem';
import { addressAt, type Commons, from, hashOf, networkHelpers } from '../commons.ts';

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
export async function creditWork(
  commons: Commons,
  work: { operator: number; verifier: number; epoch: bigint; units: bigint },
): Promise<bigint> {
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
export async function sealAndDraw(
  commons: Commons,
  work: { operator: number; epoch: bigint; units: bigint },
): Promise<bigint> {
  const operatorId = await commons.operatorRegistry.read.operatorOf([addressAt(work.operator)]);
  await commons.receiptBook.write.seal([work.epoch, hashOf('receipts'), 10, work.units, ''], from(work.operator));
  await networkHelpers.mine(2);
  await commons.spotCheck.write.draw([operatorId, work.epoch]);
  return operatorId;
}
