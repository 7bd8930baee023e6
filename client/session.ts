import type { AnswerRecord } from '../protocol/http/answerRecord.ts';
import { encodeSession, encodeVoucher, VOUCHER_HEADER } from '../protocol/http/session.ts';
import { gateSessionTypedData } from '../protocol/typedData/gateSession.ts';
import { type Connection, signerOf } from './connection.ts';
import { directory } from './directory.ts';
import { signVoucher } from './floor.ts';
import type { Session } from './sessionFile.ts';

const DAY = 24 * 3_600;

/**
 * Signs, once for each gate, that what is asked comes from this account: a member is then served first up to its floor,
 * and everybody by the priority of their credits. Nothing that is asked is signed.
 * @throws NoSignerError, GateRefusedError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * const session = await client.openSession({ seconds: 3_600 });
 * const { text } = await client.within(session).ask({ question: 'Who dressed the millstones?' });
 */
export async function openSession(
  connection: Connection,
  { seconds = DAY }: { readonly seconds?: number } = {},
): Promise<Session> {
  const { address: account, signTypedData } = signerOf(connection);
  const { chainId, contracts, apiUrls } = connection.endpoints;
  const until = Math.floor(Date.now() / 1000) + seconds;
  const args = [account] as const;
  const contract = 'identityRegistry';
  const identityId = await connection.chain.read({ contract, functionName: 'identityOf', args });
  const passes = await Promise.all(
    apiUrls.map(async (url) => {
      const own = { ...connection, endpoints: { ...connection.endpoints, apiUrls: [url] } };
      const { account: gate, operator } = (await directory(own)).gate;
      const { identityRegistry } = contracts;
      const session = { account, gate, until: BigInt(until) };
      const signature = await signTypedData(gateSessionTypedData({ chainId, identityRegistry, session }));
      const redeemed = await redeemedBy(connection, operator, identityId);
      return { url, gate, operatorId: operator, signature, cumulative: redeemed.toString(), voucher: null };
    }),
  );
  return { account, until, identityId: identityId.toString(), passes };
}

/** The headers that a session adds to a question at a gate. */
export function headersOf(session: Session | undefined, url: string): Readonly<Record<string, string>> {
  const own = session?.passes.find((it) => it.url === url);
  if (!session || !own) return {};
  const { account, until } = session;
  const authorization = encodeSession({ account, until, signature: own.signature });
  return { authorization, ...(own.voucher && { [VOUCHER_HEADER]: encodeVoucher(own.voucher) }) };
}

/** Signs for what an answer cost, as far as the floor goes; the gate gets it with the next question. */
export async function payFor(connection: Connection, { gate, receipts }: AnswerRecord): Promise<void> {
  const { session, chain } = connection;
  const own = session?.passes.find((it) => it.gate.toLowerCase() === gate.account.toLowerCase());
  const identityId = BigInt(session?.identityId ?? 0);
  if (!session || !own || own.operatorId === 0 || identityId === 0n) return;
  const cost = receipts.reduce((sum, { units }) => sum + BigInt(units), 0n);
  const [left, ...open] = await Promise.all([
    chain.read({ contract: 'commonsPool', functionName: 'available', args: [identityId] }),
    ...session.passes.map(async (it) => {
      return BigInt(it.cumulative) - (await redeemedBy(connection, it.operatorId, identityId));
    }),
  ]);
  // What is signed beyond the floor could never be redeemed, and would take the rest of its voucher along.
  const room = left - open.reduce((sum, units) => sum + (units > 0n ? units : 0n), 0n);
  const units = least(room, cost);
  if (units <= 0n) return;
  const cumulative = BigInt(own.cumulative) + units;
  const voucher = await signVoucher(connection, { identityId, operatorId: BigInt(own.operatorId), cumulative });
  Object.assign(own, { cumulative: cumulative.toString(), voucher });
}

function least(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

async function redeemedBy({ chain }: Connection, operatorId: number, identityId: bigint): Promise<bigint> {
  if (identityId === 0n) return 0n;
  return chain.read({ contract: 'commonsPool', functionName: 'redeemed', args: [BigInt(operatorId), identityId] });
}
