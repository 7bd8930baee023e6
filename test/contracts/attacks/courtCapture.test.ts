import { expect } from 'chai';
import { encodeAbiParameters, type Hex, keccak256, padHex } from 'viem';
import {
  ANA,
  addressAt,
  asTimelock,
  BAKO,
  CHEN,
  type Commons,
  DARA,
  deployPopulated,
  EAST,
  enrol,
  from,
  hashOf,
  NORTH,
  networkHelpers,
  refuses,
  register,
  SOUTH,
  STRANGER,
  viem,
} from '../commons.ts';
import { waitForSeed } from '../work/creditWork.ts';

const HARM = 5;
const SLASH = 2;
const OPERATOR = 3;
const UPHOLD = 1;
const REJECT = 2;
const NORTH_ID = 5n;
const SALT = hashOf('salt');
const MEMBERS = [1, 2, 3, 14, 16, 17, 18, 19];
const ACCOUNTS = Array.from({ length: 20 }, (_, index) => addressAt(index).toLowerCase());
const phase = { sponsoring: 1, drawing: 3, committing: 4, revealing: 5, ruled: 6, final: 8, closed: 9 };

/** Sit in one's own case, or carry out a ruling that nobody made. */
describe('Attack: the court, captured', () => {
  /** Dara runs a node of the accused operator's group; Chen and account 16 run nodes of one other group. */
  async function open() {
    const commons = await deployPopulated();
    for (const index of MEMBERS) await enrol(commons, index, 1);
    await register(commons, DARA, NORTH);
    await register(commons, CHEN, CHEN);
    await register(commons, 16, CHEN);
    return { commons, court: commons.disputeCourt };
  }

  async function file(commons: Commons): Promise<bigint> {
    const subject = padHex('0x05', { size: 32 });
    const filing = {
      respondentId: NORTH_ID,
      ground: HARM,
      remedy: SLASH,
      subjectKind: OPERATOR,
      subject,
      value: 5_000n,
    };
    await commons.disputeCourt.write.file([filing, hashOf('salted evidence'), ''], from(ANA));
    return commons.disputeCourt.read.count();
  }

  const positionOf = (commons: Commons, caseId: bigint) => commons.disputeCourt.read.positionOf([caseId]);
  const pass = async (commons: Commons, caseId: bigint) =>
    networkHelpers.time.increaseTo((await positionOf(commons, caseId)).ends);

  async function seat(commons: Commons): Promise<{ caseId: bigint; jurors: readonly number[] }> {
    const caseId = await file(commons);
    await commons.disputeCourt.write.sponsor([caseId], from(BAKO));
    const { since } = await commons.disputeCourt.read.panelOf([caseId, 1]);
    await waitForSeed(commons, since);
    while ((await positionOf(commons, caseId)).phase === phase.drawing) await commons.disputeCourt.write.draw([caseId]);
    const ids = await commons.disputeCourt.read.jurorsOf([caseId, 1]);
    const accounts = await Promise.all(ids.map((id) => commons.identityRegistry.read.accountOf([id])));
    const jurors = accounts.map((it) => ACCOUNTS.indexOf(it.toLowerCase()));
    return { caseId, jurors };
  }

  /** A hidden vote on the first panel. */
  function hide(caseId: bigint, jurorId: bigint, vote: number): Hex {
    const types = ['uint256', 'uint8', 'uint256', 'uint8', 'bytes32'].map((type) => ({ type }));
    return keccak256(encodeAbiParameters(types, [caseId, 1, jurorId, vote, SALT]));
  }

  async function rule(commons: Commons, caseId: bigint, jurors: readonly number[], vote: number) {
    const { disputeCourt, identityRegistry } = commons;
    for (const juror of jurors) {
      const id = await identityRegistry.read.identityOf([addressAt(juror)]);
      await disputeCourt.write.commit([caseId, hide(caseId, id, vote)], from(juror));
    }
    await pass(commons, caseId);
    for (const juror of jurors) await disputeCourt.write.reveal([caseId, vote, SALT], from(juror));
    await pass(commons, caseId);
  }

  it('never seats a party, its group, a sponsor, an institution, or two of one group', async () => {
    const seen = new Set<number>();
    for (let number = 0; number < 8; number += 1) {
      const { commons } = await networkHelpers.loadFixture(open);
      // Another round, another seed.
      await networkHelpers.time.increase(100 * number + 1);
      const { jurors } = await seat(commons);
      expect(new Set(jurors).size).to.equal(3);
      expect(jurors.filter((it) => [ANA, BAKO, DARA, NORTH, SOUTH, EAST].includes(it))).to.deep.equal([]);
      expect(jurors.includes(CHEN) && jurors.includes(16)).to.equal(false);
      for (const juror of jurors) seen.add(juror);
    }
    // The seed decides, so that who sits in one case does not sit in all.
    expect(seen.size).to.be.greaterThan(4);
  });

  it('draws nobody before the beacon has spoken after the case was opened', async () => {
    const { commons, court } = await networkHelpers.loadFixture(open);
    const caseId = await file(commons);
    await court.write.sponsor([caseId], from(BAKO));
    const { since } = await court.read.panelOf([caseId, 1]);
    await refuses(court.write.draw([caseId]), court, 'SeedPending', [caseId, since]);
    await waitForSeed(commons, since);
    await court.write.draw([caseId]);
  });

  it('keeps a filer from filing again and again against one respondent', async () => {
    const { commons } = await networkHelpers.loadFixture(open);
    await file(commons);
    await viem.assertions.revertWithCustomError(file(commons), commons.disputeCourt, 'Barred');
  });

  it('hears no vote of anybody who was not drawn', async () => {
    const { commons, court } = await networkHelpers.loadFixture(open);
    const { caseId, jurors } = await seat(commons);
    const outsider = MEMBERS.find((it) => !jurors.includes(it)) as number;
    for (const thief of [ANA, BAKO, NORTH, outsider]) {
      const call = court.write.commit([caseId, hashOf('guilty')], from(thief));
      await viem.assertions.revertWithCustomError(call, court, 'NotJuror');
    }
    const stranger = court.write.commit([caseId, hashOf('guilty')], from(STRANGER));
    await refuses(stranger, court, 'NotCourtMember', [addressAt(STRANGER)]);
  });

  it('takes no vote twice, late, or copied from another juror', async () => {
    const { commons, court } = await networkHelpers.loadFixture(open);
    const { caseId, jurors } = await seat(commons);
    const [first, second] = jurors as [number, number];
    const id = await commons.identityRegistry.read.identityOf([addressAt(first)]);
    const copier = await commons.identityRegistry.read.identityOf([addressAt(second)]);
    const commitment = hide(caseId, id, UPHOLD);
    await court.write.commit([caseId, commitment], from(first));
    await court.write.commit([caseId, commitment], from(second));
    const again = court.write.commit([caseId, hashOf('changed my mind')], from(first));
    await refuses(again, court, 'AlreadyCommitted', [caseId, id]);
    await pass(commons, caseId);
    const late = court.write.commit([caseId, hashOf('late')], from(jurors[2] as number));
    await refuses(late, court, 'WrongPhase', [caseId, phase.revealing]);
    await court.write.reveal([caseId, UPHOLD, SALT], from(first));
    const twice = court.write.reveal([caseId, UPHOLD, SALT], from(first));
    await refuses(twice, court, 'VoteRevealed', [caseId, id]);
    const copied = court.write.reveal([caseId, UPHOLD, SALT], from(second));
    await refuses(copied, court, 'OpeningMismatch', [commitment, hide(caseId, copier, UPHOLD)]);
  });

  it('executes nothing before a ruling is final, and nothing that was not upheld', async () => {
    const { commons, court } = await networkHelpers.loadFixture(open);
    const { caseId, jurors } = await seat(commons);
    const { stake } = await commons.operatorRegistry.read.operator([NORTH_ID]);
    await refuses(court.write.execute([caseId]), court, 'WrongPhase', [caseId, phase.committing]);
    await rule(commons, caseId, jurors, REJECT);
    await refuses(court.write.execute([caseId]), court, 'WrongPhase', [caseId, phase.ruled]);
    await pass(commons, caseId);
    const position = await positionOf(commons, caseId);
    expect([position.phase, position.ruling]).to.deep.equal([phase.closed, REJECT]);
    await refuses(court.write.execute([caseId]), court, 'WrongPhase', [caseId, phase.closed]);
    expect((await commons.operatorRegistry.read.operator([NORTH_ID])).stake).to.equal(stake);
  });

  it('makes no ruling of the votes of a few', async () => {
    const { commons, court } = await networkHelpers.loadFixture(open);
    const { caseId, jurors } = await seat(commons);
    await rule(commons, caseId, jurors.slice(0, 1), UPHOLD);
    const position = await positionOf(commons, caseId);
    expect([position.phase, position.ruling]).to.deep.equal([phase.drawing, 0]);
    await refuses(court.write.execute([caseId]), court, 'WrongPhase', [caseId, phase.drawing]);
  });

  it('keeps the stake that it may slash, until the case is over', async () => {
    const { commons, court } = await networkHelpers.loadFixture(open);
    const { operatorRegistry } = commons;
    const { caseId, jurors } = await seat(commons);
    await operatorRegistry.write.unbond(from(NORTH));
    await networkHelpers.time.increase(30);
    expect(await court.read.isHeld([NORTH_ID])).to.equal(true);
    const early = operatorRegistry.write.withdrawStake(from(NORTH));
    await viem.assertions.revertWithCustomError(early, operatorRegistry, 'StakeHeld');
    expect(jurors.length).to.equal(3);
    await networkHelpers.time.increase(1_000);
    expect((await positionOf(commons, caseId)).phase).to.equal(phase.closed);
    await operatorRegistry.write.withdrawStake(from(NORTH));
  });

  it('is the only one to slash, suspend and void, and the timelock decides no case that is not its own', async () => {
    const { commons, court } = await networkHelpers.loadFixture(open);
    const { caseId } = await seat(commons);
    const timelock = await asTimelock(commons);
    const until = BigInt(await networkHelpers.time.latest()) + 100n;
    const { operatorRegistry, identityRegistry, spotCheck } = commons;
    const refusal = 'AccessManagedUnauthorized';
    for (const options of [timelock, from(0), from(ANA), from(BAKO)]) {
      const args = [(options.account as { address?: Hex }).address ?? options.account];
      await refuses(operatorRegistry.write.slash([NORTH_ID, 1, caseId], options), operatorRegistry, refusal, args);
      await refuses(identityRegistry.write.suspend([1n, until, caseId], options), identityRegistry, refusal, args);
      await refuses(spotCheck.write.voidWork([NORTH_ID, caseId], options), spotCheck, refusal, args);
    }
    const resolve = court.write.resolveByChambers([caseId, true], timelock);
    await refuses(resolve, court, 'WrongPhase', [caseId, phase.committing]);
    const other = court.write.resolveByChambers([caseId, true], from(ANA));
    await refuses(other, court, 'AccessManagedUnauthorized', [addressAt(ANA)]);
  });

  it('opens no case by the filer alone', async () => {
    const { commons, court } = await networkHelpers.loadFixture(open);
    const caseId = await file(commons);
    await refuses(court.write.sponsor([caseId], from(ANA)), court, 'Conflict', [caseId, 1n]);
    await refuses(court.write.sponsor([caseId], from(NORTH)), court, 'Conflict', [caseId, NORTH_ID]);
    await refuses(court.write.draw([caseId]), court, 'WrongPhase', [caseId, phase.sponsoring]);
  });
});
