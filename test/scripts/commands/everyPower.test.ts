import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Command } from 'commander';
import { ContractRefusedError } from '../../../client/contractRefused.ts';
import { adoptMixture } from '../../../client/proposal.ts';
import { encodeCore } from '../../../protocol/blocks/core.ts';
import { toDepositId } from '../../../protocol/manifest/identifier.ts';
import { type BareCommons, startCommons } from '../../../scripts/bench/bareCommons.ts';
import { addCommands } from '../../../scripts/commands/all.ts';
import { asPeople } from '../../../scripts/local/asPeople.ts';
import type { Person } from '../../../scripts/local/people.ts';
import { attesters, contributors, operators } from '../../../scripts/local/testPeople.ts';
import { ACCOUNT, failure, HASH, RECEIPT } from '../../client/fixtures.ts';
import { entry } from '../../protocol/corpus/fixtures.ts';
import { COMMANDS } from './everyPower.ts';

const PORT = 18_575;
const SIGNED = `0x${'33'.repeat(65)}`;
const { core } = entry({ name: 'a text of another' });
const CORE = encodeCore(core);

const LIMITS = { mismatches: 1, errorMean: 1, errorMedian: 1, relativeMedian: '1' };
const FILES = {
  SECRET: HASH,
  RECEIPT: { ...RECEIPT, id: toDepositId(CORE.cid) },
  OTHER: { ...RECEIPT, id: `sub:b${'a'.repeat(58)}` },
  STATEMENT: {
    account: ACCOUNT,
    kind: 'person',
    tag: HASH,
    validUntil: '4000000000',
    attester: ACCOUNT,
    signature: SIGNED,
  },
  HIDDEN: { caseId: '99', round: 0, vote: 'uphold', salt: HASH },
  PROFILE: { pass: LIMITS, fail: LIMITS },
  ROOT: { operatorId: 1, epoch: 1, root: HASH, signature: SIGNED },
  CHUNK: {
    ...{ operatorId: 1, epoch: 1, jobId: HASH, chunk: 0 },
    chunks: [{ chunk: '0x00', k: 1, isTwoWord: false, points: [] }],
  },
};

/** Keeps from the report of the tests what a command prints in this process, and how it would have it end. */
async function silently<T>(work: () => Promise<T>): Promise<T> {
  const { write } = process.stdout;
  process.stdout.write = () => true;
  try {
    return await work();
  } finally {
    process.stdout.write = write;
    process.exitCode = 0;
  }
}

describe('every power of a contract, by its command', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'tilth-every-power-'));
  let bare: BareCommons;
  let page: Server;
  let url: string;
  /** What words in capitals stand for, where they name no file. */
  const places: Record<string, string> = { DEPOSIT: FILES.RECEIPT.id };

  before(async () => {
    bare = await startCommons(PORT);
    for (const [name, holds] of Object.entries(FILES))
      writeFileSync(join(folder, name), typeof holds === 'string' ? holds : JSON.stringify(holds));
    const accounts = [...attesters, ...operators, ...contributors].map(({ name, account, privateKey }) => ({
      ...{ name, privateKey, address: account.address, roles: [] },
    }));
    // The page is the gate too, and keeps one block.
    page = createServer((request, response) => {
      const configuration = { ...bare.commons.endpoints, apiUrls: [url], development: { accounts } };
      const isBlock = request.url?.includes(CORE.cid.toString());
      response.end(isBlock ? CORE.bytes : JSON.stringify(configuration));
    });
    await new Promise<void>((done) => page.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
    const member = asPeople(bare.commons)(contributors[0] as Person);
    const shares = [1300, 1200, 1250, 1250, 1250, 1250, 1250, 1250];
    const actions = [adoptMixture(member.endpoints, shares)];
    places.PROPOSAL = `${(await member.propose({ title: 'More', actions })).proposalId}`;
  });

  after(async () => {
    page?.close();
    await bare?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What a command is refused with, in this process. */
  const refusalOf = async (who: string, words: string) => {
    const program = new Command('tilth').exitOverride();
    addCommands(program);
    const named = words.split(' ').map((it) => places[it] ?? (/^[A-Z]+$/.test(it) ? join(folder, it) : it));
    const run = () => program.parseAsync([...named, '--as', who, '--commons', url, '--json'], { from: 'user' });
    const error = await silently(() => failure(run()));
    if (error === null) return null;
    return error instanceof ContractRefusedError ? error.errorName : (error as Error).name;
  };

  for (const [contract, powers] of Object.entries(COMMANDS))
    for (const [power, trial] of Object.entries(powers)) {
      if ('command' in trial) continue;
      const [who, words, refusal] = trial;
      it(`${contract}.${power}: tilth ${words.split(' ').slice(0, 2).join(' ')}`, async () => {
        expect(await refusalOf(who, words)).to.equal(refusal);
      });
    }
});
