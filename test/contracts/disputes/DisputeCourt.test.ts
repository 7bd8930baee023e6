import { expect } from 'chai';
import { type Hex, padHex } from 'viem';
import { commitmentOf } from '../../../client/court.ts';
import {
  ANA,
  addressAt,
  BAKO,
  type Commons,
  deployPopulated,
  enrol,
  from,
  genesis,
  hashOf,
  NORTH,
  networkHelpers,
  refuses,
} from '../commons.ts';

const WORK_FAULT = 6;
const SLASH = 2;
const OPERATOR = 3;
const HALF = 5_000n;
const UPHOLD = 1;
const STEWARDSHIP = 2n;
const CASE = 1n;
const SALT = hashOf('salt');
const JURORS = [1, 2, 3, 14, 16, 17, 18, 19];
const phase = { drawing: 3, committing: 4, ruled: 6, final: 8, closed: 9 };

describe('DisputeCourt', () => {
  it('takes a case from filing over an appeal to the assembly to the slashing of a stake, once', async () => {
    const commons = await networkHelpers.loadFixture(deployWithJurors);
    const { disputeCourt, operatorRegistry } = commons;
    const respondentId = await operatorRegistry.read.operatorOf([addressAt(NORTH)]);
    const stake = (await operatorRegistry.read.operator([respondentId])).stake;

    await fileAgainst(commons, respondentId);
    await disputeCourt.write.sponsor([CASE], from(BAKO));
    await passPhase(commons);
    expect(await disputeCourt.read.isHeld([respondentId])).to.equal(true);
    const first = await drawPanel(commons, 1);
    expect(first).to.have.length(genesis.court.panelSize);
    await voteToUphold(commons, 1, first);
    expect((await positionOf(commons)).phase).to.equal(phase.ruled);

    await disputeCourt.write.appeal([CASE], from(NORTH));
    // Twelve persons are too few for two panels, the parties and the sponsor.
    expect((await disputeCourt.read.panelOf([CASE, 2])).plenary).to.equal(true);
    await networkHelpers.time.increase(1);
    const second = JURORS;
    await refuses(disputeCourt.write.execute([CASE]), disputeCourt, 'WrongPhase', [CASE, phase.committing]);
    await voteToUphold(commons, 2, second);
    expect((await positionOf(commons)).phase).to.equal(phase.final);

    await disputeCourt.write.execute([CASE]);
    expect((await operatorRegistry.read.operator([respondentId])).stake).to.equal(stake / 2n);
    await refuses(disputeCourt.write.execute([CASE]), disputeCourt, 'WrongPhase', [CASE, phase.closed]);
    await expectServiceCredited(commons, first, second);
    expect(await disputeCourt.read.isHeld([respondentId])).to.equal(false);
  });

  it('draws no party, no sponsor and no institution', async () => {
    const commons = await networkHelpers.loadFixture(deployWithJurors);
    const respondentId = await commons.operatorRegistry.read.operatorOf([addressAt(NORTH)]);
    await fileAgainst(commons, respondentId);
    await commons.disputeCourt.write.sponsor([CASE], from(BAKO));
    await passPhase(commons);
    const drawn = await drawPanel(commons, 1);
    expect(drawn.filter((index) => [ANA, BAKO, NORTH].includes(index))).to.deep.equal([]);
    expect(new Set(drawn).size).to.equal(drawn.length);
  });
});

async function deployWithJurors(): Promise<Commons> {
  const commons = await deployPopulated();
  for (const index of JURORS) await enrol(commons, index, 1);
  return commons;
}

async function fileAgainst(commons: Commons, operatorId: bigint): Promise<void> {
  const filing = {
    respondentId: operatorId,
    ground: WORK_FAULT,
    remedy: SLASH,
    subjectKind: OPERATOR,
    subject: padHex(`0x${operatorId.toString(16)}` as Hex, { size: 32 }),
    value: HALF,
  };
  await commons.disputeCourt.write.file([filing, hashOf('salted evidence'), 'ipfs://evidence'], from(ANA));
}

/** Draws until the panel is full and gives the numbers of the jurors' test accounts. */
async function drawPanel(commons: Commons, round: number): Promise<readonly number[]> {
  const { disputeCourt, identityRegistry } = commons;
  await passRound(commons, (await disputeCourt.read.panelOf([CASE, round])).since);
  while ((await positionOf(commons)).phase === phase.drawing) await disputeCourt.write.draw([CASE]);
  const jurorIds = await disputeCourt.read.jurorsOf([CASE, round]);
  const accounts = await Promise.all(jurorIds.map((id) => identityRegistry.read.accountOf([id])));
  const indexes = Array.from({ length: 20 }, (_, index) => index);
  return accounts.map((account) => indexes.find((index) => addressAt(index).toLowerCase() === account.toLowerCase())!);
}

async function voteToUphold(commons: Commons, round: number, jurors: readonly number[]): Promise<void> {
  const { disputeCourt, identityRegistry } = commons;
  for (const index of jurors) {
    const jurorId = await identityRegistry.read.identityOf([addressAt(index)]);
    const commitment = commitmentOf(jurorId, { caseId: CASE, round, vote: 'uphold', salt: SALT });
    await disputeCourt.write.commit([CASE, commitment], from(index));
  }
  await passPhase(commons);
  for (const index of jurors) await disputeCourt.write.reveal([CASE, UPHOLD, SALT], from(index));
  await passPhase(commons);
}

/** Each vote that was opened counts, whatever it said. */
async function expectServiceCredited(commons: Commons, ...panels: (readonly number[])[]): Promise<void> {
  for (const index of new Set(panels.flat())) {
    const jurorId = await commons.identityRegistry.read.identityOf([addressAt(index)]);
    const votes = panels.filter((panel) => panel.includes(index)).length;
    const earned = await commons.contributionCredits.read.lifetimeOf([jurorId, STEWARDSHIP]);
    expect(earned).to.equal(BigInt(votes * genesis.court.jurorCredit));
  }
}

/** Lets the beacon's first round after a time pass, and gives it a value where nobody revealed. */
async function passRound({ beacon }: Commons, since: number): Promise<void> {
  const round = (await beacon.read.roundAt([since])) + 1;
  await networkHelpers.time.increaseTo((round + 1) * (await beacon.read.roundLength()));
  await beacon.write.close([round]);
}

const positionOf = (commons: Commons) => commons.disputeCourt.read.positionOf([CASE]);

/** Lets the present phase end by itself. */
async function passPhase(commons: Commons): Promise<void> {
  await networkHelpers.time.increaseTo((await positionOf(commons)).ends);
}
