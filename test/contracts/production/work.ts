import { encodeAbiParameters, type Hex, keccak256 } from 'viem';
import { ATTESTERS, as, type Commons, client, genesis, hashOf, idOf, time } from './kit.ts';

const STEPS = 2_000;
const STAGES = ['NONE', 'FIRST', 'REPLACED', 'LARGE', 'CLEAN', 'REJECTED', 'SETTLED', 'VOID'] as const;
export type Stage = (typeof STAGES)[number];

const members = ATTESTERS.slice(0, 3);

/** What is revealed next, by what was revealed last. */
const links = new Map<Hex, Hex>();
const tips = members.map((_, index) => {
  let link = hashOf(`beacon ${index}`);
  for (let step = 0; step < STEPS; ++step) {
    const above = keccak256(link);
    links.set(above, link);
    link = above;
  }
  return link;
});

export async function joinBeacon(commons: Commons) {
  for (const [index, tip] of tips.entries()) {
    await commons.beacon.write.join([tip], await as(members[index]!.address));
  }
}

/** Lets the round pass that decides what was fixed at a time; all members reveal in it, or the first few. */
export async function passRound(commons: Commons, fixed: number, reveals = members.length) {
  const { round } = genesis.beacon;
  const number = Math.floor(fixed / round) + 1;
  if ((await time.latest()) < number * round) await time.increaseTo(number * round + 60);
  if ((await time.latest()) < (number + 1) * round) {
    for (const { address } of members.slice(0, reveals)) {
      const { tip } = await commons.beacon.read.memberOf([address]);
      await commons.beacon.write.reveal([address, links.get(tip)!]);
    }
    await time.increaseTo((number + 1) * round + 60);
  } else if ((await commons.beacon.read.seedAfter([fixed])) === `0x${'0'.repeat(64)}`) {
    await commons.beacon.write.close([number]);
  }
}

export const enlistedOwners = (commons: Commons, owners: readonly number[]) =>
  Promise.all(owners.map((member) => idOf(commons, member)));

export const stageOf = async (commons: Commons, key: Hex): Promise<Stage> =>
  STAGES[(await commons.spotCheck.read.audit([key])).stage]!;

/** Verifiers of the present panel. */
export async function panelOf(commons: Commons, key: Hex) {
  const { first } = await commons.spotCheck.read.audit([key]);
  const [seats] = await commons.spotCheck.read.seats([key]);
  return seats.slice(first);
}

/** How many of ten receipts fail with a verifier; null for one that stays silent. */
export type Say = (verifierId: bigint, stage: Stage) => number | null;
export const clean: Say = () => 0;

export type Sealed = { readonly key: Hex; readonly operatorId: bigint; readonly epoch: bigint; readonly seal: Seal };
type Seal = { root: Hex; count: number; units: bigint; blockNumber: bigint; sealedAt: number };

export const epochNow = async () => BigInt(Math.floor((await time.latest()) / genesis.work.epoch));

/** Seals ten receipts of today. */
export async function seal(commons: Commons, operatorId: bigint, units: bigint, root = hashOf('receipts')) {
  const account = await commons.identityRegistry.read.accountOf([operatorId]);
  const epoch = await epochNow();
  const hash = await commons.receiptBook.write.seal([epoch, root, 10, units, ''], await as(account));
  const { blockNumber } = await client.getTransactionReceipt({ hash });
  const sealedAt = await time.latest();
  const key = await commons.spotCheck.read.keyOfEpoch([operatorId, epoch]);
  return { key, operatorId, epoch, seal: { root, count: 10, units, blockNumber, sealedAt } } satisfies Sealed;
}

export const draw = (commons: Commons, it: Sealed) => commons.spotCheck.write.draw([it.operatorId, it.epoch, it.seal]);

const verdictOf = (failed: number, account: Hex) => ({
  opened: [10, failed, hashOf('verdicts'), hashOf('salt')] as const,
  commitment: keccak256(
    encodeAbiParameters(
      [{ type: 'uint32' }, { type: 'uint32' }, { type: 'bytes32' }, { type: 'bytes32' }, { type: 'address' }],
      [10, failed, hashOf('verdicts'), hashOf('salt'), account],
    ),
  ),
});

/** One panel of each audit commits, reveals and is counted. */
export async function judge(commons: Commons, keys: readonly Hex[], say: Say) {
  const { commitPeriod, revealPeriod } = genesis.spotChecks;
  const ballots: { key: Hex; account: Hex; failed: number }[] = [];
  for (const key of keys) {
    const stage = await stageOf(commons, key);
    for (const id of await panelOf(commons, key)) {
      const failed = say(id, stage);
      if (failed === null) continue;
      ballots.push({ key, account: await commons.identityRegistry.read.accountOf([id]), failed });
    }
  }
  const { spotCheck } = commons;
  for (const { key, account, failed } of ballots) {
    await spotCheck.write.commit([key, verdictOf(failed, account).commitment], await as(account));
  }
  const drawnAt = Math.max(...(await Promise.all(keys.map(async (it) => (await spotCheck.read.audit([it])).openedAt))));
  await time.increaseTo(drawnAt + commitPeriod);
  for (const { key, account, failed } of ballots) {
    await spotCheck.write.reveal([key, ...verdictOf(failed, account).opened, ''], await as(account));
  }
  const end = drawnAt + commitPeriod + revealPeriod;
  await passRound(commons, end);
  for (const key of keys) await spotCheck.write.advance([key]);
}

/** Seals work and has it checked until it is decided. */
export async function audit(commons: Commons, operatorIds: readonly bigint[], units: bigint, say: Say = clean) {
  const all: Sealed[] = [];
  for (const id of operatorIds) all.push(await seal(commons, id, units));
  await passRound(commons, all.at(-1)!.seal.sealedAt);
  for (const it of all) await draw(commons, it);
  const isOpen = async (key: Hex) => ['FIRST', 'REPLACED', 'LARGE'].includes(await stageOf(commons, key));
  let open = all.map((it) => it.key);
  while (open.length !== 0) {
    await judge(commons, open, say);
    const left = await Promise.all(open.map(async (key) => ((await isOpen(key)) ? [key] : [])));
    open = left.flat();
  }
  return all;
}

/** Work from the seal to the credit, with real windows; what was not found clean is left. */
export async function proveWork(commons: Commons, operatorIds: readonly bigint[], units: bigint, say: Say = clean) {
  const all = await audit(commons, operatorIds, units, say);
  await time.increase(genesis.spotChecks.challengeWindow);
  for (const { key } of all) {
    if ((await stageOf(commons, key)) === 'CLEAN') await commons.spotCheck.write.settle([key]);
  }
  return all;
}
