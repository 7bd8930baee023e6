import {
  addressOf,
  as,
  asTimelock,
  attest,
  by,
  type Commons,
  DAY,
  deploy,
  enrol,
  found,
  genesis,
  groupOf,
  idOf,
  range,
  time,
  WEEK,
} from './kit.ts';
import { enlistedOwners, joinBeacon, proveWork } from './work.ts';

/** The smallest commons that counts: 25 persons, and seven who run nodes. */
export const PEOPLE = range(1, 25);
export const OWNERS = range(5_001, 7);

/** Founders, all enlisted, and three attesters in the beacon. */
async function founded(): Promise<Commons> {
  const commons = await deploy();
  for (const member of PEOPLE) await enrol(commons, member);
  for (const member of OWNERS) await found(commons, member);
  await joinBeacon(commons);
  return commons;
}

/** Both chambers open: the seven did work that the other six checked, and took their seats a quarter of a year later. */
export async function opened(): Promise<Commons> {
  const commons = await founded();
  await time.increase(genesis.work.stepAge);
  const owners = await enlistedOwners(commons, OWNERS);
  await proveWork(commons, owners, 20_000n);
  for (const id of owners) await commons.workLedger.write.enter([groupOf(id)]);
  return commons;
}

/** A thousand persons, and thirty who run nodes. */
export const LARGE_PEOPLE = range(1, 1_000);
export const LARGE_OWNERS = range(5_001, 30);

/** Growth as fast as the rules allow: a tenth of the voices a week, each new one silent for sixty days. */
export async function grown(): Promise<Commons> {
  const commons = await opened();
  const { identityRegistry, contributorRoll, workLedger } = commons;
  for (const member of LARGE_OWNERS.slice(OWNERS.length)) await found(commons, member);
  const owners = await enlistedOwners(commons, LARGE_OWNERS);
  let members = PEOPLE.length;
  for (; members < genesis.identities.founders; ++members) await enrol(commons, members + 1);
  for (let week = 1; members < LARGE_PEOPLE.length; ++week) {
    await time.increaseTo((Math.floor((await time.latest()) / WEEK) + 1) * WEEK + DAY / 2);
    const room = Number(await contributorRoll.read.seats()) / 10;
    for (let i = 0; i < Math.floor(room) && members < LARGE_PEOPLE.length; ++i) await enrol(commons, ++members);
    if (week % 13 === 0) await creditWork(commons, owners);
  }
  for (const member of [...PEOPLE, ...OWNERS]) {
    const evidence = await attest(commons, addressOf(member), { kind: member < OWNERS[0]! ? 1 : 2 });
    await identityRegistry.write.renew([await idOf(commons, member), evidence], await by(member));
  }
  await time.increase(genesis.identities.probation + WEEK);
  await creditWork(commons, owners);
  for (const id of owners.slice(OWNERS.length, genesis.work.founders)) await workLedger.write.enter([groupOf(id)]);
  await workLedger.write.admit([owners.slice(genesis.work.founders).map(groupOf)], await asTimelock(commons));
  // Who came while seven sat verifies once its own work was drawn.
  await proveWork(commons, owners, 5_000n);
  return commons;
}

/** A credit as audits give it, without the audits: `work.test.ts` has these. */
export async function creditWork(commons: Commons, owners: readonly bigint[]) {
  const spotCheck = await as(commons.spotCheck.address);
  for (const id of owners) await commons.workLedger.write.credit([id, 20_000n], spotCheck);
}
