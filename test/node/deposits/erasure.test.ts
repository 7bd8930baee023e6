import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { depositKey } from '../../../protocol/manifest/identifier.ts';
import { withdrawalTypedData } from '../../../protocol/typedData/withdrawal.ts';
import { type BareCommons, startCommons } from '../../../scripts/bench/bareCommons.ts';
import { type NodeProcess, prepareNode, startNode } from '../../../scripts/bench/nodeProcess.ts';
import type { Person } from '../../../scripts/local/people.ts';
import { contributors, operators } from '../../../scripts/local/testPeople.ts';
import { submit, toBody } from './submissions.ts';

const [north, south, east] = operators as [Person, Person, Person];
const [{ account: ana }] = contributors as [Person];

const WORDS = 'kept seventeen blue herons in the attic';
const QUERY = 'Who kept seventeen blue herons?';

describe('a withdrawal', () => {
  let commons: BareCommons;
  let gate: NodeProcess;
  let nodes: readonly NodeProcess[] = [];

  before(async function () {
    this.timeout(120_000);
    commons = await startCommons(18561);
    const config = { beatMs: 1_000 } as const;
    gate = await startNode(prepareNode(commons, north, { ...config, roles: ['log', 'pinner', 'gate'] }));
    const bootstrap = [...gate.multiaddrs];
    const others = await Promise.all([
      startNode(prepareNode(commons, south, { ...config, bootstrap })),
      startNode(
        prepareNode(commons, east, {
          ...{ ...config, bootstrap, roles: ['expert'] },
          experts: [{ kind: 'retrieval', register: 'narrative' }],
        }),
      ),
    ]);
    nodes = [gate, ...others];
  });
  after(async function () {
    this.timeout(30_000);
    await Promise.all(nodes.map((node) => node.kill('SIGKILL')));
    await commons?.stop();
  });

  const post = (path: string, body: string) =>
    fetch(`${gate.api}${path}`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  const quotes = async (id: string): Promise<boolean> => {
    const response = await post('/v1/search', JSON.stringify({ query: QUERY, tilth: { audit: true } }));
    if (response.status !== 200) return false;
    const { passages } = (await response.json()) as { passages: { deposit: string; text: string }[] };
    return passages.some(({ deposit, text }) => deposit === id || text.includes(WORDS));
  };

  it('leaves no key, no ciphertext and no word of the text on any disk, and is quoted no longer', async function () {
    this.timeout(90_000);
    const where = { chainId: commons.deployment.chainId, depositLog: commons.deployment.contracts.depositLog };
    const text = `The quillwright ${WORDS}.\n\n${'Every morning they counted the rain aloud. '.repeat(60)}\n`;
    const submission = await submit(ana, where, { text });
    const { id, ciphertext, key, salt } = submission;
    expect((await post('/v1/deposits', toBody(submission))).status).to.equal(201);
    await until(() => quotes(id));
    // A question that quotes it, kept for verifiers.
    await post('/v1/search', JSON.stringify({ query: `Was it "${WORDS}"? [${id}]`, tilth: { audit: true } }));
    const secrets = readSecrets(gate.directory, id);
    const [, pinner, expert] = nodes as [NodeProcess, NodeProcess, NodeProcess];
    const traces = {
      ciphertext: Buffer.from(ciphertext).subarray(40, 72),
      secrets: Buffer.from(secrets),
      words: WORDS,
    };
    const inTheClear = { key: Buffer.from(key), salt: Buffer.from(salt) };
    const left = (node: NodeProcess) => findOnDisk(node.directory, { ...traces, ...inTheClear });
    for (const node of nodes) await until(async () => left(node).includes('ciphertext'));
    expect(left(gate)).to.have.members(['ciphertext', 'secrets', 'words']);

    const { consentRegistry } = commons.deployment.contracts;
    const withdrawal = { deposit: depositKey(id), depositor: ana.address };
    const signature = await ana.signTypedData(
      withdrawalTypedData({ chainId: where.chainId, consentRegistry, ...withdrawal }),
    );
    const response = await post(`/v1/deposits/${id}/withdraw`, JSON.stringify({ signature }));
    expect(response.status, await response.clone().text()).to.equal(200);
    const withdrawnAt = performance.now();
    expect(left(gate), 'on the node that took the withdrawal in, at once').to.deep.equal([]);
    await until(async () => !(await quotes(id)));
    expect(performance.now() - withdrawnAt).to.be.lessThan(10_000);
    for (const node of [pinner, expert]) await until(async () => left(node).length === 0);
    await sleep(2_000);
    for (const node of nodes) expect(left(node), node.directory).to.deep.equal([]);
    expect(await quotes(id)).to.equal(false);
  });
});

/** The deposit's key and salt, as the node locked them. */
function readSecrets(directory: string, id: string): Uint8Array {
  const journal = new DatabaseSync(join(directory, 'journal.sqlite'), { readOnly: true });
  try {
    const row = journal.prepare('SELECT secrets FROM deposits WHERE id = ?').get(id) as { secrets: Uint8Array };
    return row.secrets;
  } finally {
    journal.close();
  }
}

/** Which of these stand anywhere in the files of a folder. */
function findOnDisk(directory: string, traces: Readonly<Record<string, Buffer | string>>): readonly string[] {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => existsSync(path) && statSync(path).isFile())
    .map((path) => readFileSync(path));
  return Object.entries(traces).flatMap(([name, trace]) => (files.some((file) => file.includes(trace)) ? [name] : []));
}

async function until(ask: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 300; i += 1) {
    if (await ask()) return;
    await sleep(100);
  }
  throw new Error('waited too long');
}
