import { encodeAbiParameters, type Hex, keccak256 } from 'viem';
import { addressAt, type Commons, client, from, genesis, hashOf, NORTH, networkHelpers, SOUTH } from '../commons.ts';

/** What an operator sealed, as ReceiptBook asks for it again. */
export type Seal = {
  readonly root: Hex;
  readonly count: number;
  readonly units: bigint;
  readonly blockNumber: bigint;
  readonly sealedAt: number;
};

type Work = {
  readonly operator: number;
  readonly units: bigint;
  /** Ten receipts by default. */
  readonly count?: number;
  readonly root?: Hex;
  /** Where the receipts lie; nowhere by default. */
  readonly uri?: string;
};

/** A sealed epoch with the name of its audit. */
export type SealedEpoch = {
  readonly operatorId: bigint;
  readonly epoch: bigint;
  readonly sealed: Seal;
  readonly key: Hex;
};

const VERDICT = { checked: 1, failed: 0, verdictRoot: hashOf('verdicts'), salt: hashOf('salt') };

/** Accounts that the tests use; operators are found among them. */
const ACCOUNTS = Array.from({ length: 20 }, (_, index) => index);

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
export async function creditWork(commons: Commons, work: Work): Promise<bigint> {
  const { operatorId, key } = await findClean(commons, work);
  await networkHelpers.time.increase(genesis.spotChecks.challengeWindow);
  await commons.spotCheck.write.settle([key]);
  return operatorId;
}

/** Seals, draws and checks an epoch, which is found clean and not credited yet. */
export async function findClean(commons: Commons, work: Work): Promise<SealedEpoch> {
  const drawn = await sealAndDraw(commons, work);
  const panel = await panelOf(commons, drawn.key);
  for (const verifier of panel) {
    const commitment = toCommitment({ ...VERDICT, verifier });
    await commons.spotCheck.write.commit([drawn.key, commitment], from(verifier));
  }
  await waitForReveals(commons, drawn.key);
  const { checked, failed, verdictRoot, salt } = VERDICT;
  for (const verifier of panel) {
    await commons.spotCheck.write.reveal([drawn.key, checked, failed, verdictRoot, salt, ''], from(verifier));
  }
  await endPanel(commons, drawn.key);
  await commons.spotCheck.write.advance([drawn.key]);
  return drawn;
}

/** Seals an epoch of ten receipts, waits for its seed and draws its verifiers. */
export async function sealAndDraw(commons: Commons, work: Work): Promise<SealedEpoch> {
  for (const index of [NORTH, SOUTH]) await enlist(commons, index);
  const one = await sealEpoch(commons, work);
  await waitForSeed(commons, one.sealed.sealedAt);
  await commons.spotCheck.write.draw([one.operatorId, one.epoch, one.sealed]);
  return one;
}

/** Seals the running epoch, or the next one where it is sealed already. */
export async function sealEpoch(commons: Commons, work: Work): Promise<SealedEpoch> {
  const { root = hashOf('receipts'), count = 10, units, uri = '' } = work;
  const operatorId = await commons.operatorRegistry.read.operatorOf([addressAt(work.operator)]);
  const epochNow = async () => BigInt(Math.floor((await networkHelpers.time.latest()) / genesis.work.epoch));
  while (!isEmpty(await commons.receiptBook.read.sealOf([operatorId, await epochNow()]))) {
    await networkHelpers.time.increase(genesis.work.epoch);
  }
  const epoch = await epochNow();
  const hash = await commons.receiptBook.write.seal([epoch, root, count, units, uri], from(work.operator));
  const { blockNumber } = await client.getTransactionReceipt({ hash });
  const { timestamp } = await client.getBlock({ blockNumber });
  const sealed = { root, count, units, blockNumber, sealedAt: Number(timestamp) };
  return { operatorId, epoch, sealed, key: await commons.spotCheck.read.keyOfEpoch([operatorId, epoch]) };
}

/** Puts an operator's group on the list of those who verify and earn. */
export async function enlist(commons: Commons, index: number): Promise<void> {
  const operatorId = await commons.operatorRegistry.read.operatorOf([addressAt(index)]);
  const { enlistedAt } = await commons.spotCheck.read.verifier([operatorId]);
  if (operatorId !== 0n && enlistedAt === 0) await commons.spotCheck.write.enlist(from(index));
}

/** Accounts of the verifiers who sit now. */
export async function panelOf(commons: Commons, key: Hex): Promise<readonly number[]> {
  const operators = await Promise.all(
    ACCOUNTS.map((index) => commons.operatorRegistry.read.operatorOf([addressAt(index)])),
  );
  const [verifiers] = await commons.spotCheck.read.seats([key]);
  const { first } = await commons.spotCheck.read.audit([key]);
  return verifiers.slice(first).map((verifierId) => operators.indexOf(verifierId));
}

/** Until the present panel reveals. */
export async function waitForReveals(commons: Commons, key: Hex): Promise<void> {
  const { openedAt } = await commons.spotCheck.read.audit([key]);
  await reach(openedAt + genesis.spotChecks.commitPeriod);
}

/** Until the present panel's time is over and the beacon has spoken since. */
export async function endPanel(commons: Commons, key: Hex): Promise<void> {
  const { openedAt } = await commons.spotCheck.read.audit([key]);
  const { commitPeriod, revealPeriod } = genesis.spotChecks;
  await waitForSeed(commons, openedAt + commitPeriod + revealPeriod);
}

/** Until the beacon has a value for whatever was fixed at a time; in these tests nobody reveals. */
export async function waitForSeed(commons: Commons, time: number): Promise<void> {
  const round = Math.floor(time / genesis.beacon.round) + 1;
  await reach((round + 1) * genesis.beacon.round);
  if (isEmpty(await commons.beacon.read.seedAfter([time]))) await commons.beacon.write.close([round]);
}

async function reach(time: number): Promise<void> {
  if ((await networkHelpers.time.latest()) < time) await networkHelpers.time.increaseTo(time);
}

function isEmpty(word: Hex): boolean {
  return BigInt(word) === 0n;
}
