import { encodeAbiParameters, type Hex, keccak256 } from 'viem';
import * as d from './decisions.ts';
import * as k from './kit.ts';
import { passRound } from './work.ts';
import { OWNERS } from './world.ts';

export const SUSPEND = 1;
export const SLASH = 2;
export const UPHOLD = 1;
export const VOID_WORK = 3;
const PHASES = 'None Sponsoring Conciliation Drawing Committing Revealing Ruled Chambers Final Closed'.split(' ');
const SALT = k.hashOf('salt');

export const phaseOf = async (c: k.Commons, caseId: bigint) =>
  PHASES[(await c.disputeCourt.read.positionOf([caseId])).phase]!;
export const waitFor = async (c: k.Commons, caseId: bigint) =>
  k.time.increaseTo((await c.disputeCourt.read.positionOf([caseId])).ends);

export const commitmentOf = (caseId: bigint, round: number, jurorId: bigint, vote: number): Hex =>
  keccak256(
    encodeAbiParameters(
      [{ type: 'uint256' }, { type: 'uint8' }, { type: 'uint256' }, { type: 'uint8' }, { type: 'bytes32' }],
      [caseId, round, jurorId, vote, SALT],
    ),
  );

/** Person 1 files against a respondent, three others sponsor. */
export async function fileCase(c: k.Commons, respondentId: bigint, remedy: number, value: bigint): Promise<bigint> {
  const isOperator = remedy !== SUSPEND;
  const subject = isOperator ? k.groupOf(respondentId) : k.hashOf('what it is about');
  const subjectKind = isOperator ? 3 : 2;
  const filing = { ground: 0, subjectKind, subject, respondentId, remedy, value };
  await c.disputeCourt.write.file([filing, k.hashOf('evidence'), ''], await k.by(1));
  const caseId = await c.disputeCourt.read.count();
  for (const member of [3, 4, 5]) await c.disputeCourt.write.sponsor([caseId], await k.by(member));
  return caseId;
}

/** A panel from the draw to the last opened vote. */
export async function sit(c: k.Commons, caseId: bigint, vote: number): Promise<readonly bigint[]> {
  const court = c.disputeCourt;
  const { round } = await court.read.caseOf([caseId]);
  const { since } = await court.read.panelOf([caseId, round]);
  await passRound(c, since);
  for (let calls = 0; (await phaseOf(c, caseId)) === 'Drawing' && calls < 100; ++calls)
    await court.write.draw([caseId]);
  const jurors = await court.read.jurorsOf([caseId, round]);
  const accounts = await Promise.all(jurors.map((it) => c.identityRegistry.read.accountOf([it])));
  for (const [index, juror] of jurors.entries()) {
    await court.write.commit([caseId, commitmentOf(caseId, round, juror, vote)], await k.as(accounts[index]!));
  }
  await waitFor(c, caseId);
  for (const account of accounts) await court.write.reveal([caseId, vote, SALT], await k.as(account));
  await waitFor(c, caseId);
  return jurors;
}

/** An expulsion up to the time of the chambers, with an appeal. */
export async function expelled(c: k.Commons) {
  const respondent = 2;
  const respondentId = await k.idOf(c, respondent);
  const caseId = await fileCase(c, respondentId, SUSPEND, 365n * 86_400n);
  await waitFor(c, caseId);
  const first = await sit(c, caseId, UPHOLD);
  await c.disputeCourt.write.appeal([caseId], await k.by(respondent));
  const second = await sit(c, caseId, UPHOLD);
  return { caseId, respondentId, first, second };
}

/** The court asks, as many as needed agree, and the answer is executed. */
export async function answerByChambers(c: k.Commons, caseId: bigint) {
  await c.disputeCourt.write.askChambers([caseId], await k.by(9));
  const [asked] = await c.disputeCourt.getEvents.ChambersAsked();
  const proposalId = asked!.args.proposalId!;
  await d.waitForVote(c, proposalId);
  const people = Number(await c.commonsGovernor.read.chamberQuorum([proposalId, d.PEOPLE_CHAMBER]));
  const heads = Number(await c.commonsGovernor.read.chamberQuorum([proposalId, d.TECHNICAL_CHAMBER]));
  await d.vote(c, proposalId, [...k.range(3, people), ...k.range(OWNERS[0]!, heads)]);
  await d.close(c, proposalId);
  const title = `Uphold case ${caseId}#proposer=${c.disputeCourt.address.toLowerCase()}`;
  await d.carryOut(c, { ...d.answerOf(c, caseId, true, ''), title });
}
