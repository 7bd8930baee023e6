import type { Random } from '../simulate/random.ts';
import { below, drawText, drawValue, mutate, pick } from './draw.ts';
import { type Fuzz, timer } from './fuzz.ts';
import { openReport } from './report.ts';
import { send, type Target } from './startTarget.ts';

type Drawn = { readonly method: string; readonly path: string; readonly body?: string };

/** A request, and the input that it stands for in a report. */
type Draw = (random: Random) => Drawn;

/** Sends drawn requests to a server one after the other, and looks at what each did to its loop. */
export function fuzzServer(kind: string, target: Target, url: string, draw: Draw): Fuzz {
  return async ({ random, seconds }) => {
    const report = openReport(kind);
    const isTimeLeft = timer(seconds);
    await warmUp(target, url, draw, random);
    while (isTimeLeft()) {
      const { method, path, body } = draw(random);
      const input = body ?? path;
      const headers = body === undefined ? {} : { 'content-type': 'application/json' };
      try {
        const { status } = await send(`${url}${path}`, { method, headers, body });
        if (status === 500) report.fault('a server failed', input);
      } catch (error) {
        report.fault((error as Error).message, input);
      }
      const { longestMs, troubles } = await target.look();
      for (const trouble of troubles) report.fault(trouble, input);
      report.add(input, longestMs);
    }
    return report.close();
  };
}

/** The first requests of a process compile what the others run. */
async function warmUp(target: Target, url: string, draw: Draw, random: Random): Promise<void> {
  for (let i = 0; i < 20; i += 1) {
    const { method, path, body } = draw(random);
    const headers = { 'content-type': 'application/json' };
    await send(`${url}${path}`, { method, headers, body }).catch(() => {});
  }
  await target.look();
}

const CHAT = { model: 'auto', messages: [{ role: 'user', content: [{ type: 'text', text: 'Once' }] }], stop: ['x'] };
const DEPOSIT = {
  core: 'oA==',
  ciphertext: 'oA==',
  key: 'oA==',
  salt: 'oA==',
  signature: '0x12',
  signedAt: 1,
  expiresAt: 2,
};

/** Doors of a gate that read a body, each with one that is right and the most bytes that it takes; and where a long text goes. */
const DOORS = [
  { path: '/v1/chat/completions', good: CHAT, most: 256 * 1024 },
  { path: '/v1/completions', good: { model: 'auto', prompt: ['Once'], max_tokens: 3 }, most: 256 * 1024 },
  { path: '/v1/search', good: { query: 'mill', register: 'oral', limit: 3 }, most: 256 * 1024, text: 'query' },
  { path: '/v1/classify', good: { model: 'auto', text: 'Once' }, most: 256 * 1024, text: 'text' },
  { path: '/v1/deposits', good: DEPOSIT, most: 4 * 1024 * 1024, text: 'ciphertext' },
  { path: '/v1/deposits/sub:bafy/withdraw', good: { signature: '0x12' }, most: 64 * 1024 },
];

/** Draws requests to the doors of a gate: bodies that are almost right, and bodies that are nothing at all. */
export const drawGateRequest: Draw = (random) => {
  if (random() < 0.2)
    return { method: 'GET', path: `/${pick(random, ['ipfs/', 'v1/deposits/', ''])}${drawName(random)}` };
  const { path, good, most, text } = pick(random, DOORS);
  const kind = below(random, text ? 8 : 5);
  const body = () => {
    if (kind === 0) return pick(random, ['[', '{"a":', '[{},', '"\\\\', '1', ' ']).repeat(Math.floor(most / 8));
    if (kind === 1) return JSON.stringify(drawValue(random, Math.floor(most / 8)));
    if (kind === 2) return JSON.stringify({ ...good, [pick(random, Object.keys(good))]: 'A'.repeat(most - 400) });
    if (text && kind >= 5) return JSON.stringify({ ...good, [text]: drawLongText(random, text) });
    return JSON.stringify(mutate(random, good, Math.floor(most / 16)));
  };
  return { method: 'POST', path, body: body() };
};

/** A text as long as its door lets it be: a question, a text to classify, or one to deposit. */
function drawLongText(random: Random, field: string): string {
  if (field === 'query') return drawText(random, 16_000);
  if (field === 'text') return drawText(random, 64_000);
  return Buffer.from(drawText(random, 3_000_000)).subarray(0, 3_000_000).toString('base64');
}

/** Names whose readers may take the square of their length. */
function drawName(random: Random): string {
  const letter = pick(random, ['z', 'k', 'b', 'Qm', 'sub:z', 'sub:b', 'f', 'u', '%2e%2e', '%00']);
  return `${letter}${pick(random, ['1', 'a', 'Z', '9']).repeat(below(random, 8_000))}?format=raw`;
}

const FIELDS = [
  'deposits',
  'logs',
  'registers',
  'status',
  'operators',
  'proposals',
  'models',
  'runs',
  'activity',
  '__schema',
];
const INSIDE = ['nodes', 'id', 'totalCount', 'places', 'heads', 'pageInfo', 'counts', 'types', 'fields', '__typename'];

/** Draws GraphQL: bombs of fragments, aliases, depth and arguments, and texts that are no query. */
export const drawQuery: Draw = (random) => {
  const kind = below(random, 7);
  const count = below(random, 60);
  const times = <T>(most: number, make: (i: number) => T) =>
    Array.from({ length: below(random, most) }, (_, i) => make(i));
  const queries = [
    () => {
      const levels = times(60, (i) => `fragment f${i} on Query { ${`...f${i + 1} `.repeat(2)} }`);
      return `{ ...f0 } ${levels.join(' ')} fragment f${levels.length} on Query { status { block } }`;
    },
    () => `{ ${times(2_000, (i) => `a${i}: ${pick(random, FIELDS)} { ${pick(random, INSIDE)} }`).join(' ')} }`,
    () => `{ ${times(250, () => `${pick(random, FIELDS)} { ${pick(random, INSIDE)} { id } }`).join(' ')} }`,
    () => `${'{ deposits { nodes '.repeat(count)}{ id }${'} }'.repeat(count)}`,
    () =>
      `{ deposits(search: ${JSON.stringify(drawText(random, 20_000))}, first: ${below(random, 400)}) { totalCount } }`,
    () =>
      `{ deposits(ids: [${times(900, (i) => `"${i}"`).join(' ')}], after: "${btoa('[1,"x",[2]]')}") { totalCount } }`,
    () => drawText(random, 30_000),
  ];
  const query = (queries[kind] as () => string)();
  const variables = random() < 0.2 ? drawValue(random, 2_000) : {};
  return { method: 'POST', path: '/graphql', body: JSON.stringify({ query, variables }) };
};
