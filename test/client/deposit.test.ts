import { expect } from 'chai';
import { verifyTypedData } from 'viem';
import { z } from 'zod';
import { DepositUnsettledError, deposit, prepareDeposit, sendDeposit } from '../../client/deposit.ts';
import { BadAnswerError, GateRefusedError } from '../../client/request.ts';
import { coreCid, decodeCore } from '../../protocol/blocks/core.ts';
import { base64 } from '../../protocol/http/base64.ts';
import { toDepositId } from '../../protocol/manifest/identifier.ts';
import { depositTypedData } from '../../protocol/typedData/deposit.ts';
import { readJson, sendJson, startServer } from './fakeServer.ts';
import { asPerson, CONFIGURATION, failure, RECEIPT } from './fixtures.ts';

const TEXT = { text: 'The ferry was rebuilt.', register: 'narrative', tier: 'training-only' } as const;
const refusal = (code: string) => ({ error: { message: code, type: 'x', code } });

/** A gate that answers deposits in one way. */
const startGate = (status: number, body: unknown) =>
  startServer((request, response) =>
    request.url === '/health' ? sendJson(response, { ok: true }) : sendJson(response, body, status),
  );

describe('client deposit', () => {
  it('has the wallet sign what a node verifies', async () => {
    const person = asPerson('http://127.0.0.1:1');
    const { id, body } = await prepareDeposit(person, TEXT);
    const address = person.signer!.address;
    const core = decodeCore(Buffer.from(body.core, 'base64'));
    const statement = {
      manifest: id,
      register: 'narrative',
      tier: 'training-only',
      notice: `0x${Buffer.from(core.notice).toString('hex')}` as const,
      contributor: address,
      signedAt: BigInt(body.signedAt),
      expiresAt: BigInt(body.expiresAt),
    };
    const { depositLog } = CONFIGURATION.contracts;
    const asNode = depositTypedData({ chainId: 31337, depositLog, statement });
    expect(await verifyTypedData({ ...asNode, address, signature: body.signature })).to.equal(true);
    expect(body.expiresAt - body.signedAt).to.equal(600);
  });

  it('encodes bytes of any length as base64', () => {
    for (const length of [0, 1, 0x8000, 0x8001]) {
      const bytes = new Uint8Array(length).map((_, i) => (i * 7) % 256);
      expect(z.encode(base64(length), bytes)).to.equal(Buffer.from(bytes).toString('base64'));
    }
  });

  it('tells its stages and hands the body to the first gate that has room', async () => {
    const bodies: Record<string, unknown>[] = [];
    await using full = await startGate(503, refusal('overloaded'));
    await using open = await startServer(async (request, response) => {
      if (request.url === '/health') return sendJson(response, { ok: true });
      const body = await readJson(request);
      bodies.push(body);
      const id = toDepositId(coreCid(Buffer.from(String(body.core), 'base64')));
      sendJson(response, { id, receipt: { ...RECEIPT, id }, pins: 2 }, 201);
    });
    const stages: string[] = [];
    const person = asPerson('http://127.0.0.1:1', full.url, open.url);
    const answer = await deposit(person, { ...TEXT, onStage: (stage) => stages.push(stage) });
    expect(answer.pins).to.equal(2);
    expect(stages).to.deep.equal(['encrypting', 'signing', 'sending']);
    expect(bodies).to.have.length(1);
    expect(full.asked).to.deep.equal(['GET /health', 'POST /v1/deposits']);
  });

  it('refuses a receipt of another deposit', async () => {
    await using gate = await startGate(201, { id: 'sub:bafy', receipt: RECEIPT, pins: 1 });
    expect(await failure(deposit(asPerson(gate.url), TEXT))).to.be.instanceOf(BadAnswerError);
  });

  it('stops at a refusal that every gate would give', async () => {
    await using first = await startGate(409, refusal('duplicate'));
    await using second = await startGate(201, { id: 'sub:bafy', receipt: RECEIPT, pins: 1 });
    const error = await failure(deposit(asPerson(first.url, second.url), TEXT));
    expect(error).to.be.instanceOf(GateRefusedError).with.property('code', 'duplicate');
    expect(second.asked).to.deep.equal([]);
  });

  it('tries no second gate once the first may have taken it', async () => {
    await using first = await startServer((request, response) => {
      if (request.url === '/health') sendJson(response, { ok: true });
      else request.socket.destroy();
    });
    await using second = await startGate(201, { id: 'sub:bafy', receipt: RECEIPT, pins: 1 });
    const person = asPerson(first.url, second.url);
    const prepared = await prepareDeposit(person, TEXT);
    expect(await failure(sendDeposit(person, prepared))).to.be.instanceOf(DepositUnsettledError);
    expect(second.asked).to.deep.equal([]);
  });
});
