import { expect } from 'chai';
import { recoverTypedDataAddress } from 'viem';
import { ask } from '../../client/ask.ts';
import type { Connection } from '../../client/connection.ts';
import { openSession } from '../../client/session.ts';
import { parseSession, parseVoucher, VOUCHER_HEADER } from '../../protocol/http/session.ts';
import { gateSessionTypedData } from '../../protocol/typedData/gateSession.ts';
import { voucherTypedData } from '../../protocol/typedData/voucher.ts';
import { type FakeServer, startServer } from './fakeServer.ts';
import { ACCOUNT, asPerson, CONFIGURATION, RECORD } from './fixtures.ts';

const IDENTITY = 7n;
const OPERATOR = 4;
const DIRECTORY = {
  gate: { account: ACCOUNT, operator: OPERATOR },
  ...{ nodes: [], dropped: {}, failures: {}, outcomes: [] },
};

/** What the gate saw of each question. */
type Seen = { readonly authorization: string | undefined; readonly voucher: string | undefined };

describe('a session at a gate', () => {
  let seen: Seen[];
  let gate: FakeServer;

  beforeEach(async () => {
    seen = [];
    gate = await startServer((request, response) => {
      if (request.method === 'GET') return void response.end(JSON.stringify(DIRECTORY));
      const voucher = request.headers[VOUCHER_HEADER];
      seen.push({ authorization: request.headers.authorization, voucher: voucher as string | undefined });
      const choices = [{ index: 0, delta: { content: 'yes' }, logprobs: null, finish_reason: null }];
      const chunk = { id: 'x', object: 'chat.completion.chunk', created: 1, model: 'auto', choices, tilth: RECORD };
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
    });
  });

  afterEach(() => gate[Symbol.asyncDispose]());

  /** A member of whom the chain says that so many units are left, and none redeemed. */
  const member = (left: bigint, identityId = IDENTITY): Connection => {
    const answers: Readonly<Record<string, bigint>> = { identityOf: identityId, available: left, redeemed: 0n };
    const read = async ({ functionName }: { functionName: string }) => answers[functionName];
    const connection = asPerson(gate.url);
    return { ...connection, chain: { ...connection.chain, read: read as unknown as Connection['chain']['read'] } };
  };

  const askTwice = async (connection: Connection) => {
    const session = await openSession(connection, { seconds: 60 });
    const within = { ...connection, session };
    await ask(within, { question: 'Is it?' });
    await ask(within, { question: 'Is it still?' });
    return session;
  };

  it('shows each question as the account that signed for this gate', async () => {
    const connection = member(100n);
    await askTwice(connection);
    const shown = parseSession(seen[0]!.authorization)!;
    expect(shown.account).to.equal(connection.signer!.address);
    const session = { account: shown.account, gate: ACCOUNT, until: BigInt(shown.until) };
    const { identityRegistry } = CONFIGURATION.contracts;
    const typed = gateSessionTypedData({ chainId: CONFIGURATION.chainId, identityRegistry, session });
    expect(await recoverTypedDataAddress({ ...typed, signature: shown.signature })).to.equal(shown.account);
  });

  it('pays for an answer with the next question, by one voucher for all before', async () => {
    const connection = member(100n);
    const session = await askTwice(connection);
    expect(seen[0]!.voucher).to.equal(undefined);
    const { signature, ...voucher } = parseVoucher(seen[1]!.voucher)!;
    expect(voucher).to.deep.equal({ identityId: '7', operatorId: '4', cumulative: '10' });
    const { commonsPool } = CONFIGURATION.contracts;
    const numbers = { identityId: IDENTITY, operatorId: BigInt(OPERATOR), cumulative: 10n };
    const typed = voucherTypedData({ chainId: CONFIGURATION.chainId, commonsPool, voucher: numbers });
    expect(await recoverTypedDataAddress({ ...typed, signature })).to.equal(connection.signer!.address);
    expect(session.passes[0]!.cumulative).to.equal('20');
  });

  it('signs for no more than the floor has left, which nobody could redeem', async () => {
    const session = await askTwice(member(14n));
    expect(session.passes[0]!.cumulative).to.equal('14');
  });

  it('signs no voucher for who is not enrolled', async () => {
    const session = await askTwice(member(100n, 0n));
    expect(session.passes[0]!.voucher).to.equal(null);
    expect(seen.map((it) => it.voucher)).to.deep.equal([undefined, undefined]);
  });

  it('shows nothing when there is none', async () => {
    await ask(member(100n), { question: 'Is it?' });
    expect(seen[0]).to.deep.equal({ authorization: undefined, voucher: undefined });
  });
});
