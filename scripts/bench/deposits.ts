import { setTimeout as sleep } from 'node:timers/promises';
import type { Commons } from '../../client/commons.ts';
import {
  type DepositAnswer,
  type DepositBody,
  fetchDepositReceipt,
  prepareDeposit,
  sendDeposit,
} from '../../client/deposit.ts';
import { contributors, operators, type Person } from '../local/people.ts';
import { percentile } from '../local/percentile.ts';
import { type BareCommons, startCommons } from './bareCommons.ts';
import type { Figure } from './figure.ts';
import { prepareNode, startNode } from './nodeProcess.ts';

const PORT = 18_558;
const ALONE = 100;
const TOGETHER = 600;
const AT_ONCE = 32;
const TEXT = 'the river keeps what the mill lets go and the mill remembers '.repeat(33);

/** Texts of 2 KB deposited over loopback HTTP into one node of two: latency alone, latency and rate under load. */
export async function benchDeposits(): Promise<readonly Figure[]> {
  const bare = await startCommons(PORT);
  const nodes = [];
  try {
    const one = await startNode(prepareNode(bare, operators[0] as Person, quiet([])));
    nodes.push(one);
    nodes.push(await startNode(prepareNode(bare, operators[1] as Person, quiet(one.multiaddrs))));
    const bodies = await prepare(describe(bare, one.api), ALONE + TOGETHER + 20);
    for (const body of bodies.splice(0, 20)) await sendDeposit(one.api, body);
    await sleep(1000);
    const alone = await timeAll(one.api, bodies.splice(0, ALONE), 1);
    const cpuBefore = one.cpuMs();
    const together = await timeAll(one.api, bodies, AT_ONCE);
    const cpuMs = (one.cpuMs() - cpuBefore) / TOGETHER;
    const anchoredMs = await timeAnchor(one.api, together.last.id);
    const copies = (together.answers.filter((it) => it.pins > 1).length / TOGETHER) * 100;
    return [
      figure('deposit alone, p50', alone.p50, 'ms'),
      figure('deposit alone, p99', alone.p99, 'ms', 1000),
      figure(`deposit, ${AT_ONCE} at once, p50`, together.p50, 'ms'),
      figure(`deposit, ${AT_ONCE} at once, p99`, together.p99, 'ms', 1000),
      // Other work on the machine does not change this one.
      figure('processor time of the node per deposit', cpuMs, 'ms'),
      { ...figure('deposits accepted', together.perSecond, '/s'), target: '>= 300 /s', met: together.perSecond >= 300 },
      figure('of them with two copies at once', copies, '%'),
      figure('last one anchored after', anchoredMs, 'ms'),
      figure('node start to ready', one.startMs, 'ms', 2500),
    ];
  } finally {
    for (const node of nodes) await node.kill('SIGTERM');
    await bare.stop();
  }
}

function quiet(bootstrap: readonly string[]) {
  const api = { host: '127.0.0.1', port: 0, ratePerSecond: 100_000, burst: 100_000 };
  return { bootstrap: [...bootstrap], api, anchorMs: 1000, pollMs: 500, logLevel: 'error' as const };
}

function describe(bare: BareCommons, api: string): Commons {
  const { chainId, contracts } = bare.deployment;
  return { chainId, rpcUrl: bare.rpcUrl, graphqlUrl: bare.rpcUrl, apiUrls: [api], contracts, development: null };
}

async function prepare(commons: Commons, count: number): Promise<DepositBody[]> {
  const bodies: DepositBody[] = [];
  for (let i = 0; i < count; i += 1) {
    const { account } = contributors[i % contributors.length] as Person;
    const text = `${TEXT} ${i}`;
    const options = { register: 'narrative', tier: 'public', language: 'en', label: '' } as const;
    bodies.push((await prepareDeposit({ commons, account, text, ...options })).body);
  }
  return bodies;
}

async function timeAll(api: string, bodies: readonly DepositBody[], atOnce: number) {
  const queue = [...bodies];
  const times: number[] = [];
  const answers: DepositAnswer[] = [];
  const started = performance.now();
  const work = async (): Promise<void> => {
    for (let body = queue.shift(); body; body = queue.shift()) {
      const sent = performance.now();
      answers.push(await sendDeposit(api, body));
      times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const perSecond = bodies.length / ((performance.now() - started) / 1000);
  const last = answers.reduce((a, b) => (a.receipt.index > b.receipt.index ? a : b));
  return { answers, last, perSecond, p50: percentile(times, 0.5) ?? 0, p99: percentile(times, 0.99) ?? 0 };
}

async function timeAnchor(api: string, id: string): Promise<number> {
  const started = performance.now();
  while (!(await fetchDepositReceipt(api, id)).inclusion) await sleep(50);
  return performance.now() - started;
}

function figure(name: string, value: number, unit: string, limit?: number): Figure {
  const rounded = Math.round(value * 10) / 10;
  const target = limit === undefined ? null : `< ${limit} ${unit}`;
  return { name, value: rounded, unit, target, peer: null, met: limit === undefined ? null : rounded < limit };
}
