import type { Hex } from 'viem';
import { z } from 'zod';
import { address, count, decimal, hex } from '../scalars.ts';

/** Begins a session among the tokens that stand in `Authorization: Bearer`; what begins otherwise is somebody else's key. */
const PREFIX = 'tilth.';

/** Begins a contributor's request for its own text in the same place. */
const READ_PREFIX = 'tilth-read.';

/** The header with which a member pays from its allotment: the newest voucher for the gate's operator. */
export const VOUCHER_HEADER = 'x-tilth-voucher';

const session = z.strictObject({ account: address, until: count, signature: hex });
const readRequest = z.strictObject({ reader: address, sealFor: hex, until: count, signature: hex });
const voucher = z.strictObject({ identityId: decimal, operatorId: decimal, cumulative: decimal, signature: hex });

/** A signed session as a request shows it; the gate is the one that is asked. */
export type ShownSession = { readonly account: Hex; readonly until: number; readonly signature: Hex };

/** A signed read request as a request shows it; the deposit is the one that is asked for. */
export type ShownReadRequest = {
  readonly reader: Hex;
  readonly sealFor: Hex;
  readonly until: number;
  readonly signature: Hex;
};

/** A signed voucher as a request shows it; numbers are decimals. */
export type ShownVoucher = {
  readonly identityId: string;
  readonly operatorId: string;
  readonly cumulative: string;
  readonly signature: Hex;
};

/** Writes the value of the `authorization` header. */
export function encodeSession(shown: ShownSession): string {
  return `Bearer ${PREFIX}${toBase64Url(session.parse(shown))}`;
}

/** Reads an `authorization` header: null when it holds no session, `undefined` when it holds a broken one. */
export function parseSession(header: string | undefined): ShownSession | null | undefined {
  return parseToken(header, PREFIX, session) as ShownSession | null | undefined;
}

/** Writes the value of the `authorization` header with which a contributor reads its own text. */
export function encodeReadRequest(shown: ShownReadRequest): string {
  return `Bearer ${READ_PREFIX}${toBase64Url(readRequest.parse(shown))}`;
}

/** Reads an `authorization` header: null when it holds no read request, `undefined` when it holds a broken one. */
export function parseReadRequest(header: string | undefined): ShownReadRequest | null | undefined {
  return parseToken(header, READ_PREFIX, readRequest) as ShownReadRequest | null | undefined;
}

function parseToken(header: string | undefined, prefix: string, schema: z.ZodType): unknown {
  const token = /^Bearer (\S+)$/i.exec(header ?? '')?.[1];
  return token?.startsWith(prefix) ? fromBase64Url(schema, token.slice(prefix.length)) : null;
}

/** Writes the value of the voucher header. */
export function encodeVoucher(shown: ShownVoucher): string {
  return toBase64Url(voucher.parse(shown));
}

/** Reads a voucher header: null when there is none, `undefined` when it is broken. */
export function parseVoucher(header: string | undefined): ShownVoucher | null | undefined {
  return header === undefined ? null : (fromBase64Url(voucher, header) as ShownVoucher | undefined);
}

function toBase64Url(value: unknown): string {
  return btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(schema: z.ZodType, text: string): unknown {
  try {
    return schema.safeParse(JSON.parse(atob(text.replaceAll('-', '+').replaceAll('_', '/')))).data;
  } catch {
    return undefined;
  }
}
