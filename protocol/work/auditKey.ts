import { encodeAbiParameters, type Hex, keccak256 } from 'viem';

const PAIR = [{ type: 'uint256' }, { type: 'uint256' }] as const;

/** `SpotCheck.keyOfEpoch`: the name of the audit of an operator's epoch. */
export function keyOfEpoch(operatorId: bigint, epoch: bigint): Hex {
  return keccak256(encodeAbiParameters(PAIR, [operatorId, epoch]));
}

/** `SpotCheck.keyOfRun`: the name of the audit of a run; no operator has the number 0. */
export function keyOfRun(runId: bigint): Hex {
  return keyOfEpoch(0n, runId);
}
