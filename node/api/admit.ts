import type { Context, MiddlewareHandler } from 'hono';
import { concat, type Hex, keccak256, toBytes, zeroHash } from 'viem';
import type { AnswerRecord } from '../../protocol/http/answerRecord.ts';
import { toNetwork } from '../../protocol/http/door/rates.ts';
import { parseSession, parseVoucher, VOUCHER_HEADER } from '../../protocol/http/session.ts';
import { dayAt } from '../../protocol/work/epoch.ts';
import type { Admission } from '../gates/admission.ts';
import type { Visitor, Visitors } from '../gates/visitors.ts';
import { ApiError } from './errors.ts';
import { addressOf } from './limits.ts';
import { untilRead } from './untilRead.ts';

/** The door that questions come through: who asks, when it is their turn, and what they were given. */
export type Door = {
  /** Holds a place from the turn of a request to the end of its answer, streamed or whole. */
  readonly admit: MiddlewareHandler;
  /** Counts what an answer cost against the floor of whoever asked. */
  readonly served: (context: Context, record: AnswerRecord) => void;
  /** A tag of whoever asks, for this day, that nobody else can read: experts budget quotations by it. */
  readonly askerOf: (context: Context) => Hex;
};

/** A door that lets everyone in, for what has no floor to keep. */
export const OPEN_DOOR: Door = { admit: (_, next) => next(), served: () => {}, askerOf: () => zeroHash };

export type DoorComponents = {
  readonly admission: Admission;
  readonly visitors: Visitors;
  /** Tags are made with it: the same one after a restart gives nobody a new budget of quotations. */
  readonly askerKey: Uint8Array;
  /** How long an answer waits to be read on before its place is given to others. */
  readonly stallMs?: number;
  /** Unix milliseconds. */
  readonly now?: () => number;
};

/** Creates the door of a gate. */
export function createDoor({ admission, visitors, askerKey, stallMs = 30_000, now = Date.now }: DoorComponents): Door {
  const inside = new WeakMap<Request, Visitor>();

  const admit: MiddlewareHandler = async (context, next) => {
    const session = parseSession(context.req.header('authorization'));
    if (session === undefined) throw new ApiError(400, 'bad-session', 'The session in this header cannot be read.');
    const visitor = await visitors.meet(session);
    const voucher = parseVoucher(context.req.header(VOUCHER_HEADER));
    if (voucher === undefined) throw new ApiError(400, 'bad-voucher', 'The voucher in this header cannot be read.');
    if (voucher) await visitors.pay(visitor, voucher);
    const leave = await admission.enter(visitor.rank, context.req.raw.signal);
    inside.set(context.req.raw, visitor);
    let isHeld = false;
    try {
      await next();
      const { body } = context.res;
      if (body && context.error === undefined) {
        context.res = new Response(untilRead(body, leave, stallMs), context.res);
        isHeld = true;
      }
    } finally {
      if (!isHeld) leave();
    }
  };
  return {
    admit,
    askerOf: (context) => {
      // Accounts and addresses of one IPv6 network cost nothing, so that they are one asker; an identity is one person.
      const identityId = inside.get(context.req.raw)?.identityId ?? 0;
      const who = identityId === 0 ? toNetwork(addressOf(context)) : `member ${identityId}`;
      // Budgets are for a day, so that nobody need be followed from one day to the next.
      return keccak256(concat([askerKey, toBytes(`${dayAt(now())} ${who}`)]));
    },
    served: (context, { receipts }) => {
      const visitor = inside.get(context.req.raw);
      if (visitor)
        visitors.serve(
          visitor,
          receipts.reduce((sum, { units }) => sum + BigInt(units), 0n),
        );
    },
  };
}
