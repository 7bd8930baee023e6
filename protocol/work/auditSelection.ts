import { encodePacked, type Hex, keccak256 } from 'viem';

/** What is known of an operator before an epoch: jobs it sealed, and audited jobs that passed since its last failure. */
export type AuditHistory = { readonly jobs: number; readonly good: number };

/** Which receipts of an epoch are audited. */
export type Selection = {
  /** Positions that must be audited. */
  readonly selected: readonly number[];
  /** All positions in the order in which more are taken when some of the selected cannot be opened. */
  readonly order: readonly number[];
};

/** An operator's first jobs are all audited. */
const FIRST_JOBS = 10;

/** The least share of jobs that is audited however well an operator did. */
const LEAST_RATE = 0.02;

const TWO_256 = 2 ** 256;

/** The share of an operator's later jobs that is audited. */
export function auditRate({ good }: Pick<AuditHistory, 'good'>): number {
  return Math.max(LEAST_RATE, 1 / Math.sqrt(Math.max(1, good)));
}

/** The seed of one verifier: each looks at receipts of its own, so that a panel sees more than one of them does. */
export function verifierSeed(seed: Hex, verifierId: bigint): Hex {
  return keccak256(encodePacked(['bytes32', 'uint256'], [seed, verifierId]));
}

/** Chooses which receipts of a sealed epoch are audited; anyone computes the same from the seed. At least one. */
export function selectAudits({ seed, count, history }: { seed: Hex; count: number; history: AuditHistory }): Selection {
  const rate = auditRate(history);
  const lots = Array.from({ length: count }, (_, position) => ({ position, lot: drawLot(seed, position) }));
  const order = [...lots].sort((a, b) => a.lot - b.lot || a.position - b.position).map(({ position }) => position);
  const isDue = ({ position, lot }: { position: number; lot: number }) =>
    history.jobs + position < FIRST_JOBS || lot < rate;
  const due = lots.filter(isDue).map(({ position }) => position);
  return { selected: due.length > 0 ? due : order.slice(0, 1), order };
}

/** A number in [0, 1) that depends on the seed and the position alone. */
function drawLot(seed: Hex, position: number): number {
  return Number(BigInt(keccak256(encodePacked(['bytes32', 'uint32'], [seed, position])))) / TWO_256;
}
