import { expect } from 'chai';
import type { Hono } from 'hono';
import { blockRoutes } from '../../../node/api/blocks.ts';
import { createClassifyRoutes } from '../../../node/api/classify.ts';
import { depositRoutes } from '../../../node/api/deposits.ts';
import { createDirectoryRoutes } from '../../../node/api/directory.ts';
import { createModelRoutes } from '../../../node/api/models.ts';
import { createOpenAiRoutes } from '../../../node/api/openai.ts';
import { createSearchRoutes } from '../../../node/api/search.ts';
import { type RouteGroup, startServer } from '../../../node/api/server.ts';
import { createReceiptRoutes } from '../../../node/api/workReceipts.ts';
import { NODE } from '../../../protocol/http/surfaces.ts';

/** Stands for parts that no route touches while it is only registered. */
const nothing = {} as never;

const gate: readonly RouteGroup[] = [
  createOpenAiRoutes(nothing),
  createModelRoutes(nothing),
  createClassifyRoutes(nothing),
  createSearchRoutes(nothing),
  createReceiptRoutes(nothing),
  createDirectoryRoutes(nothing),
].map((surface) => (app) => void app.route('/', surface));

type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>> };

describe('description of the HTTP API', () => {
  it('names every route that a node with all roles registers, and no other', async () => {
    const { doors, document } = await serve([blockRoutes(nothing), depositRoutes(nothing), ...gate]);
    expect(listDoors(document)).to.deep.equal(doors);
    expect(listDoors(document)).to.deep.equal(NODE.routes.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('leaves out what a node without a role does not serve', async () => {
    const { doors, document } = await serve([blockRoutes(nothing)]);
    expect(listDoors(document)).to.deep.equal(doors);
    expect(document.paths).to.have.all.keys('/health', '/openapi.json', '/ipfs/{cid}');
  });
});

async function serve(routes: readonly RouteGroup[]): Promise<{ doors: readonly string[]; document: Document }> {
  const apps: Hono[] = [];
  const server = await startServer({
    ...{ host: '127.0.0.1', port: 0, origins: [], ratePerSecond: 100, burst: 100, concurrency: 4 },
    onTrouble: () => undefined,
    routes: [...routes, (app) => void apps.push(app)],
  });
  try {
    const answer = await fetch(`${server.url}/openapi.json`);
    const registered = apps.flatMap((app) => app.routes).filter(({ method }) => method !== 'ALL');
    const doors = registered.map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    return { doors: doors.sort(), document: (await answer.json()) as Document };
  } finally {
    await server.stop();
  }
}

function listDoors({ paths }: Document): readonly string[] {
  return Object.entries(paths)
    .flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method} ${path}`))
    .sort();
}
