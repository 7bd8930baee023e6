import type { AuditReport } from '../../audit/report.ts';
import { CARD_LIES } from './cardLies.ts';
import type { Lie, Noticed } from './lie.ts';
import { type Base, Stage } from './stage.ts';
import { TRAINING_LIES } from './trainingLies.ts';

/** Every lie, those about one honest run first. */
export const LIES: readonly Lie[] = [...CARD_LIES, ...TRAINING_LIES];

/** The row that says that nothing is noticed where nothing is wrong. */
const HONEST = 'nothing (an honest run)';

/** Tells lies one after the other and gives what was noticed; the first row is an honest run, which must pass. */
export async function* tellLies(lies: readonly Lie[] = LIES, base?: Base): AsyncGenerator<Noticed> {
  const stage = await prepare(base);
  try {
    await stage.train();
    yield await lookAtHonest(stage);
    const restore = stage.save();
    for (const lie of lies.filter(({ training }) => !training)) {
      await spread(lie, stage);
      yield await look(lie, stage);
      restore();
    }
  } finally {
    stage.close();
  }
  for (const lie of lies.filter(({ training }) => training)) yield await tellInTraining(lie, base);
}

async function prepare(base: Base | undefined): Promise<Stage> {
  const stage = new Stage(base);
  await stage.fill();
  return stage;
}

async function tellInTraining(lie: Lie, base: Base | undefined): Promise<Noticed> {
  const stage = await prepare(base);
  try {
    await stage.train(lie);
    await spread(lie, stage);
    return await look(lie, stage);
  } finally {
    stage.close();
  }
}

async function spread({ card, world }: Lie, stage: Stage): Promise<void> {
  if (card) await stage.publish(card);
  await world?.(stage);
}

async function lookAtHonest(stage: Stage): Promise<Noticed> {
  const [report, judgement] = [await stage.audit(), await stage.judge()];
  const isFine = isVouchedFor(report) && judgement.verdict === 'PASS';
  return {
    name: HONEST,
    audit: report.reason,
    verifiers: `${judgement.verdict}: ${judgement.reason}`,
    isNoticed: isFine,
  };
}

async function look({ name, names }: Lie, stage: Stage): Promise<Noticed> {
  const [report, { verdict, reason }] = [await stage.audit(), await stage.judge()];
  const isNoticed = !isVouchedFor(report) && verdict !== 'PASS';
  const isLocated = names.test(report.reason) && names.test(reason);
  return { name, audit: report.reason, verifiers: `${verdict}: ${reason}`, isNoticed: isNoticed && isLocated };
}

/** An auditor who may read everything vouches for a run when all of it came out again. */
function isVouchedFor({ ok, reason }: AuditReport): boolean {
  const [, replayed, of] = /(\d+) of (\d+) segments replayed bit for bit/.exec(reason) ?? [];
  return ok && replayed !== undefined && replayed === of;
}
