import { type BarAct, FOR_GOOD } from '../protocol/corpus/bars.ts';
import type { AuditSource } from './source.ts';

/** The court's number for a deposit as the subject of a freeze. */
const DEPOSIT = 0;

/** Acts of board and court about deposits, oldest first. */
export async function readBars(
  { events }: Pick<AuditSource, 'events'>,
  range: { readonly toBlock?: bigint } = {},
): Promise<readonly BarAct[]> {
  const contract = 'stewardshipBoard';
  const [held, down, lifted, frozen] = await Promise.all([
    events({ contract, eventName: 'DepositHeld', ...range }),
    events({ contract, eventName: 'DepositTakenDown', ...range }),
    events({ contract, eventName: 'DepositLifted', ...range }),
    events({ contract: 'disputeCourt', eventName: 'SubjectFrozen', ...range }),
  ]);
  const board = (deposit: BarAct['deposit'], until: number): BarAct => ({ deposit, source: 'board', until });
  return [
    ...held.map((event) => ({ event, act: board(event.args.depositKey, Number(event.args.until)) })),
    ...down.map((event) => ({ event, act: board(event.args.depositKey, FOR_GOOD) })),
    ...lifted.map((event) => ({ event, act: board(event.args.depositKey, 0) })),
    ...frozen
      .filter(({ args }) => args.subjectKind === DEPOSIT)
      .map((event) => ({
        event,
        act: { deposit: event.args.subject, source: 'court' as const, until: Number(event.args.until) },
      })),
  ]
    .sort(({ event: a }, { event: b }) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex)
    .map(({ act }) => act);
}
