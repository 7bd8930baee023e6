import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../client/createClient.ts';
import type { PreparedDeposit } from '../../client/deposit.ts';
import { fromAccount } from '../../client/signer.ts';
import type { DepositAnswer } from '../../protocol/http/deposits.ts';
import { ALL_RIGHTS } from '../../protocol/manifest/rights.ts';
import type { Person } from '../local/people.ts';
import { percentile } from '../local/percentile.ts';
import { contributors, operators } from '../local/testPeople.ts';
import { startCommons } from './bareCommons.ts';
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
    const gate = bare.commons.at(one.api);
    const bodies = await prepare(gate, ALONE + TOGETHER + 20);
    for (const body of bodies.splice(0, 20)) await gate.sendDeposit(body);
    await sleep(1000);
    const alone = await timeAll(gate, bodies.splice(0, ALONE), 1);
    const cpuBefore = one.cpuMs();
    const together = await timeAll(gate, bodies, AT_ONCE);
    const cpuMs = (one.cpuMs() - cpuBefore) / TOGETHER;
    const anchoredMs = await timeAnchor(gate, together.last.id);
    const copies = (together.answers.filter((it) => it.pins > 1).length / TOGETHER) * 100;
    return [
      figure('deposit alone, p50', alone.p50, 'ms'),
      figure('deposit alone, p99', alone.p99, 'ms', 1000),
      figure(`deposit, ${AT_ONCE} at once, p50`, together.p50, 'ms'),
      figure(`deposit, ${AT_ONCE} at once, p99`, together.p99, 'ms', 1000),
      // Other work on the machine changes this one by a factor of two at most, since cores share what they work with.
      figure('processor time of the node per deposit', cpuMs, 'ms'),
      { ...figure('deposits that a core takes', 1000 / cpuMs, '/s'), target: '>= 300 /s', met: 1000 / cpuMs >= 300 },
      figure('deposits accepted, with client and second node beside', together.perSecond, '/s'),
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

async function prepare(gate: Client, count: number): Promise<PreparedDeposit[]> {
  const people = contributors.map(({ account }) => gate.as(fromAccount(account)));
  const bodies: PreparedDeposit[] = [];
  for (let i = 0; i < count; i += 1) {
    const person = people[i % people.length] as Client;
    bodies.push(
      await person.prepareDeposit({ text: `${TEXT} ${i}`, register: 'narrative', tier: 'public', rights: ALL_RIGHTS }),
    );
  }
  return bodies;
}

async function timeAll(gate: Client, bodies: readonly PreparedDeposit[], atOnce: number) {
  const queue = [...bodies];
  const times: number[] = [];
  const answers: DepositAnswer[] = [];
  const started = performance.now();
  const work = async (): Promise<void> => {
    for (let body = queue.shift(); body; body = queue.shift()) {
      const sent = performance.now();
      answers.push(await gate.sendDeposit(body));
      times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const perSecond = bodies.length / ((performance.now() - started) / 1000);
  const last = answers.reduce((a, b) => (a.receipt.index > b.receipt.index ? a : b));
  return { answers, last, perSecond, p50: percentile(times, 0.5) ?? 0, p99: percentile(times, 0.99) ?? 0 };
}

async function timeAnchor(gate: Client, id: string): Promise<number> {
  const started = performance.now();
  while (!(await gate.receipt({ id })).inclusion) await sleep(50);
  return performance.now() - started;
}

function figure(name: string, value: number, unit: string, limit?: number): Figure {
  const rounded = Math.round(value * 10) / 10;
  const target = limit === undefined ? null : `< ${limit} ${unit}`;
  return { name, value: rounded, unit, target, peer: null, met: limit === undefined ? null : rounded < limit };
}
