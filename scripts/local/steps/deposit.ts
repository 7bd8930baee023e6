import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GateRefusedError } from '../../../client/request.ts';
import type { DepositAnswer, DepositBody } from '../../../protocol/http/deposits.ts';
import { ALL_RIGHTS } from '../../../protocol/manifest/rights.ts';
import type { Tier } from '../../../protocol/manifest/tier.ts';
import type { Context } from '../context.ts';
import type { CorpusText } from '../corpus.ts';
import { inParallel } from '../inParallel.ts';
import { contributorOf } from '../people.ts';
import { percentile } from '../percentile.ts';
import type { Evidence } from '../progress.ts';

/** A deposit as this run made it: kept on disk before it is sent, so that a crash never deposits a text twice. */
export type Made = {
  readonly path: string;
  readonly api: string;
  readonly id: string;
  readonly tier: Tier;
  readonly register: string;
  readonly language: string;
  readonly contributor: string;
  /** The manifest, in base64. */
  readonly core: string;
  /** What is sent, with the key and the ciphertext: gone once a gate has it, so that a withdrawal leaves none of it here. */
  readonly body: DepositBody | null;
  readonly answer: DepositAnswer | null;
};

/** Tiers that the sample texts of a register take in turn. */
const TURN: readonly Tier[] = [
  'public',
  'public',
  'training-only',
  'public',
  'retrieval-only',
  'public',
  'public',
  'archive-only',
];

const AT_ONCE = 3;

/** Step 1: every text of the corpus is encrypted and signed by its contributor's wallet and taken in by a gate. */
export async function depositCorpus(context: Context): Promise<Evidence> {
  const { commons, corpus } = context;
  const { apiUrls } = commons.endpoints;
  const latencies: number[] = [];
  const refused = [...corpus.refused];
  const tiers = tiersInTurn(corpus.texts);
  let done = 0;
  const results = await inParallel(corpus.texts, AT_ONCE, async (text, index) => {
    context.signal.throwIfAborted();
    const api = apiUrls[index % apiUrls.length] as string;
    const draft = await prepare(context, text, tiers[index] as Tier, api);
    try {
      const started = performance.now();
      const { id, api: gate, body } = draft;
      const answer = body ? await commons.at(gate).sendDeposit({ id, body }) : draft.answer;
      if (body) latencies.push(performance.now() - started);
      done += 1;
      context.note(`${done} of ${corpus.texts.length} texts deposited`);
      return keep(context, { ...draft, body: null, answer });
    } catch (error) {
      if (!(error instanceof GateRefusedError) || error.status === 0 || error.status >= 500) throw error;
      refused.push({ path: text.path, reason: error.message });
      return null;
    }
  });
  const made = results.filter((it) => it !== null);
  return {
    deposits: made.length,
    registers: count(made, (it) => it.register),
    tiers: count(made, (it) => it.tier),
    languages: count(made, (it) => it.language),
    contributors: new Set(made.map((it) => it.contributor)).size,
    refused,
    acceptedWithTwoCopies: made.filter((it) => it.answer?.pins === 2).length,
    acceptedMsMedian: percentile(latencies, 0.5),
    acceptedMsP99: percentile(latencies, 0.99),
    example: made[0]?.id ?? null,
  };
}

/** The tier of each text: those of one register take the tiers in turn. */
function tiersInTurn(texts: readonly CorpusText[]): Tier[] {
  const turns = new Map<string, number>();
  return texts.map(({ register }) => {
    const turn = turns.get(register) ?? 0;
    turns.set(register, turn + 1);
    return TURN[turn % TURN.length] as Tier;
  });
}

/** The deposits that this commons' own run made, in the order of the corpus. */
export function readMade(context: Context): Made[] {
  return context.corpus.texts.flatMap((text) => {
    const file = fileFor(context, text.path);
    return existsSync(file) ? [JSON.parse(readFileSync(file, 'utf8')) as Made] : [];
  });
}

async function prepare(context: Context, text: CorpusText, tier: Tier, api: string): Promise<Made> {
  const file = fileFor(context, text.path);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Made;
  const contributor = contributorOf(context.people, text.name);
  const { id, body } = await context.as(contributor).prepareDeposit({
    text: text.text,
    register: text.register,
    tier,
    // Nobody is asked: the sample texts ship with this repository, and whoever starts a commons over a folder of their
    // own (--corpus) answers for it; the people of this machine that seem to deposit are made up.
    rights: ALL_RIGHTS,
    language: text.language,
    label: contributor.name,
  });
  const { register, language, path } = text;
  const facts = { path, api, id, tier, register, language, contributor: contributor.name, core: body.core };
  return keep(context, { ...facts, body, answer: null });
}

function keep(context: Context, made: Made): Made {
  const file = fileFor(context, made.path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(made), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return made;
}

function fileFor(context: Context, path: string): string {
  const name = createHash('sha256').update(path).digest('hex').slice(0, 32);
  return join(context.settings.directory, 'deposits', `${name}.json`);
}

function count<T>(items: readonly T[], key: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1;
  return counts;
}
