import type { Context, MiddlewareHandler } from 'hono';
import { bytesToHex, concat, type Hex, keccak256, toHex, zeroHash } from 'viem';
import type { AnswerRecord } from '../../protocol/http/answerRecord.ts';
import { parseSession, parseVoucher, VOUCHER_HEADER } from '../../protocol/http/session.ts';
import type { Admission } from '../gates/admission.ts';
import type { Visitor, Visitors } from '../gates/visitors.ts';
import { ApiError } from './errors.ts';

/** The door that questions come through: who asks, when it is their turn, and what they were given. */
export type Door = {
  /** Holds a place from the turn of a request to the end of its answer, streamed or whole. */
  readonly admit: MiddlewareHandler;
  /** Counts what an answer cost against the floor of whoever asked. */
  readonly served: (context: Context, record: AnswerRecord) => void;
  /** A tag of whoever asks that nobody else can read: experts budget quotations by it. */
  readonly askerOf: (context: Context) => Hex;
};

/** A door that lets everyone in, for what has no floor to keep. */
export const OPEN_DOOR: Door = { admit: (_, next) => next(), served: () => {}, askerOf: () => zeroHash };

export type DoorComponents = {
  readonly admission: Admission;
  readonly visitors: Visitors;
  /** How long an answer waits to be read on before its place is given to others. */
  readonly stallMs?: number;
};

/** Creates the door of a gate. */
export function createDoor({ admission, visitors, stallMs = 30_000 }: DoorComponents): Door {
  const inside = new WeakMap<Request, Visitor>();
  const secret = bytesToHex(crypto.getRandomValues(new Uint8Array(32)));

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
      const who = inside.get(context.req.raw)?.account ?? addressOf(context);
      return keccak256(concat([secret, toHex(who)]));
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

/** The same bytes; tells when they were read, or when nobody reads them any more, or not for so long. */
function untilRead(body: ReadableStream<Uint8Array>, done: () => void, stallMs: number): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let stalled: NodeJS.Timeout | undefined;
  const giveUp = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const cause = new Error('The answer was not read.');
    done();
    controller.error(cause);
    reader.cancel(cause).catch(() => {});
  };
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      clearTimeout(stalled);
      try {
        const { value, done: isOver } = await reader.read();
        if (!isOver) {
          stalled = setTimeout(giveUp, stallMs, controller);
          return controller.enqueue(value);
        }
        done();
        controller.close();
      } catch (error) {
        done();
        controller.error(error);
      }
    },
    cancel: async (reason) => {
      clearTimeout(stalled);
      done();
      await reader.cancel(reason);
    },
  });
}

/** The network address that a request came from, as @hono/node-server gives it; one for all where there is none. */
function addressOf({ env }: Context): string {
  const { incoming } = (env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } };
  return incoming?.socket?.remoteAddress ?? '';
}
