import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import pino from 'pino';
import type { Context } from '../../indexer/api/context.ts';
import { startServer } from '../../indexer/api/server.ts';

describe('health of the index', () => {
  it('is told while the database is busy, which is asked once however many ask', async () => {
    let questions = 0;
    const limit = () => {
      questions += 1;
      return new Promise(() => {});
    };
    const database = { select: () => ({ from: () => ({ orderBy: () => ({ limit }) }) }) };
    const context = { database, state: { chainHead: null, problem: null } } as unknown as Context;
    const server = await startServer({ context, logger: pino({ level: 'silent' }), host: '127.0.0.1', port: 0 });
    const { port } = server.address() as AddressInfo;
    const ask = async () => (await fetch(`http://127.0.0.1:${port}/health`)).status;
    expect(await Promise.all([ask(), ask(), ask()])).to.deep.equal([503, 503, 503]);
    expect(questions).to.equal(1);
    server.closeAllConnections();
    server.close();
  }).timeout(5_000);
});
