import { expect } from 'chai';
import { Hono } from 'hono';
import { createBlockRoutes } from '../../../node/api/blocks.ts';
import { createClassifyRoutes } from '../../../node/api/classify.ts';
import { createDepositRoutes } from '../../../node/api/deposits.ts';
import { createDirectoryRoutes } from '../../../node/api/directory.ts';
import { createModelRoutes } from '../../../node/api/models.ts';
import { createOpenAiRoutes } from '../../../node/api/openai.ts';
import { createSearchRoutes } from '../../../node/api/search.ts';
import { startServer } from '../../../node/api/server.ts';
import { createReceiptRoutes } from '../../../node/api/workReceipts.ts';
import { NODE } from '../../../protocol/http/surfaces.ts';

/** Stands for parts that no route touches while it is only registered. */
const nothing = {} as never;

const gate: readonly Hono[] = [
  createOpenAiRoutes(nothing),
  createModelRoutes(nothing),
  createClassifyRoutes(nothing),
  createSearchRoutes(nothing),
  createReceiptRoutes(nothing),
  createDirectoryRoutes(nothing),
];

type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>> };

describe('description of the HTTP API', () => {
  it('names every route that a node with all roles registers, and no other', async () => {
    const { doors, document } = await serve([createBlockRoutes(nothing), createDepositRoutes(nothing), ...gate]);
    expect(listDoors(document)).to.deep.equal(doors);
    expect(listDoors(document)).to.deep.equal(NODE.routes.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('leaves out what a node without a role does not serve', async () => {
    const { doors, document } = await serve([createBlockRoutes(nothing)]);
    expect(listDoors(document)).to.deep.equal(doors);
    expect(document.paths).to.have.all.keys('/health', '/openapi.json', '/ipfs/{cid}');
  });
});

async function serve(routes: readonly Hono[]): Promise<{ doors: readonly string[]; document: Document }> {
  const server = await startServer({
    ...{ host: '127.0.0.1', port: 0, origins: [], ratePerSecond: 100, burst: 100, concurrency: 4 },
    onTrouble: () => undefined,
    routes,
  });
  try {
    const answer = await fetch(`${server.url}/openapi.json`);
    const own = new Hono().get('/health', () => nothing).get('/openapi.json', () => nothing);
    const registered = [...routes, own].flatMap((surface) => surface.routes);
    const doors = registered.map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    // A route with something before its answer stands there twice.
    return { doors: [...new Set(doors)].sort(), document: (await answer.json()) as Document };
  } finally {
    await server.stop();
  }
}

function listDoors({ paths }: Document): readonly string[] {
  return Object.entries(paths)
    .flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method} ${path}`))
    .sort();
}
