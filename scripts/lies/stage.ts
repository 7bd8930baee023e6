import { readdirSync, readFileSync, rmSync } from 'node:fs';
import * as dagCbor from '@ipld/dag-cbor';
import { checkRun } from '../../audit/checkRun.ts';
import { type AuditReport, writeReport } from '../../audit/report.ts';
import { poll } from '../../client/poll.ts';
import type { BaseModel } from '../../node/models/base/loadBase.ts';
import { DEFAULT_SETTINGS } from '../../node/training/fineTune.ts';
import { createTrainer } from '../../node/training/run/trainer.ts';
import { type AdapterCard, decodeCard, hashEvaluation } from '../../protocol/blocks/adapterCard.ts';
import { fromContentUri } from '../../protocol/contentUri.ts';
import { renderModelCard } from '../../protocol/corpus/renderModelCard.ts';
import { REGISTERS } from '../../protocol/manifest/register.ts';
import type { Tier } from '../../protocol/manifest/tier.ts';
import { Commons } from '../../test/node/training/run/commons.ts';
import type { Lie } from './lie.ts';

const CORPUS = new URL('../local/corpus/', import.meta.url);
const SETTINGS = { ...DEFAULT_SETTINGS, batch: 4, sequence: 32, rank: 2, checkpointEvery: 4 };
/** Bytes that a run of a few segments reads. */
const BUDGET = 9_000;
/** Verifiers of a panel. */
const PANEL = 7;

export type Base = { readonly base: BaseModel; readonly encode: (text: string) => Int32Array };

/** A small commons of two logs with one run that was trained, or is about to be. */
export class Stage {
  readonly commons: Commons;
  /** Deposits by what is special about them. */
  readonly named = new Map<string, string>();

  constructor(base?: Base) {
    this.commons = new Commons(
      REGISTERS,
      REGISTERS.map(() => 1_250),
      base,
    );
    this.commons.plan = { ...this.commons.plan, budget: BUDGET };
  }

  /** Deposits what a run meets: contributors of several texts, tiers that forbid, a withdrawal, a copy, a second log. */
  async fill(): Promise<void> {
    const { commons } = this;
    for (const register of REGISTERS) {
      for (const name of readdirSync(new URL(`${register}/`, CORPUS))
        .sort()
        .slice(0, 3)) {
        await this.#deposit(name, readFileSync(new URL(`${register}/${name}`, CORPUS), 'utf8'), register);
      }
      if (register === 'oral') await commons.anchor();
    }
    const song = readFileSync(new URL('lyric/femi.en.ferry-song.txt', CORPUS), 'utf8');
    await this.#deposit('copy', `${song}\nAnd once more.\n`, 'lyric', 'training-only', 'gita');
    await this.#deposit('original', song, 'lyric', 'training-only', 'femi');
    await this.#deposit('retrieval', 'Only to be found, never to be learnt from.', 'other', 'retrieval-only');
    await this.#deposit('archive', 'Only to be kept, and nothing else at all.', 'other', 'archive-only');
    await this.#deposit('withdrawn', 'Taken back before anybody trained on it.', 'other');
    const forged = { text: 'Ana never wrote this, and never agreed to anything.', register: 'oral' } as const;
    this.named.set('forged', await commons.deposit({ ...forged, by: 'ana', signedBy: 'operator' }));
    await commons.anchor();
    commons.logId = 2;
    await this.#deposit(
      'second',
      'The second log holds this one alone, a word or two about wells and ropes.',
      'technical',
    );
    await this.#deposit('third', 'And another text of the second log, which tells of lamps and of oil.', 'technical');
    await commons.anchor();
    commons.logId = 1;
    commons.withdraw(this.id('withdrawn'), 'ana');
    commons.enrol('ana', 1);
    commons.enrol('bako', 2);
  }

  async #deposit(name: string, text: string, register: (typeof REGISTERS)[number], tier?: Tier, who?: string) {
    const by = who ?? (name.includes('.') ? (name.split('.')[0] ?? '') : 'ana');
    this.named.set(name, await this.commons.deposit({ text, register, by, ...(tier && { tier }) }));
  }

  id(name: string): string {
    return this.named.get(name) ?? '';
  }

  /** Deposits of a contributor. */
  of(by: string): readonly string[] {
    return this.commons.drafts.filter(({ core }) => core.label === by).map(({ id }) => id);
  }

  /** Trains the first policy, with the trainer that a lie makes. */
  async train({ training = {}, afterSeed }: Pick<Lie, 'training' | 'afterSeed'> = {}): Promise<void> {
    const { commons } = this;
    const honest = commons.components();
    const lying = { ...honest, ...training.components?.(honest, this) };
    const runJob: typeof lying.runJob = (options) => {
      afterSeed?.(this);
      return lying.runJob(options);
    };
    const options = { directory: commons.directory, settings: SETTINGS, retryMs: 50, ...training.options };
    const trainer = createTrainer({ ...lying, runJob }, options);
    trainer.start();
    try {
      await trainer.trainCurrent();
      await poll({ what: 'the adapter', timeoutMs: 120_000, everyMs: 5 }, async () => this.#event('AdapterRegistered'));
    } catch (cause) {
      throw new Error(`no adapter: ${commons.runEvents.map((it) => ('error' in it ? it.error : it.step)).at(-1)}`, {
        cause,
      });
    } finally {
      await trainer.stop();
    }
  }

  #event(name: string) {
    return this.commons.events.find(({ eventName }) => eventName === name);
  }

  /** What the chain says in an event, to be changed. */
  args(name: string): Record<string, unknown> {
    return this.#event(name)?.args ?? {};
  }

  card(): AdapterCard {
    const cid = fromContentUri(String(this.args('AdapterRegistered').uri));
    return decodeCard(this.commons.blocks.get(cid.toString()) ?? new Uint8Array());
  }

  /** Publishes another card in place of the run's own; Markdown and roots on chain follow from it. */
  async publish(change: NonNullable<Lie['card']>): Promise<void> {
    const { commons } = this;
    const before = this.card();
    const card = { ...before, ...(await change(before, this)) } as AdapterCard;
    const text = new TextEncoder().encode(renderModelCard(card));
    const readme = card.readme.equals(before.readme) ? await commons.put(text, 'raw') : card.readme;
    const cid = await commons.put(dagCbor.encode({ ...card, readme }), 'dag-cbor');
    Object.assign(this.args('AdapterRegistered'), {
      ...{ listRoot: card.list.root, attributionRoot: card.attribution.root, weightsHash: card.weightsHash },
      ...{ evaluationHash: hashEvaluation(card.evaluation), uri: `ipfs://${cid}` },
    });
  }

  /** Puts everything back as it is now. */
  save(): () => void {
    const { events, blocks, policies } = this.commons;
    const kept = {
      events: events.map((event) => ({ ...event, args: { ...event.args } })),
      blocks: new Map(blocks),
      policies: policies.map((shares) => [...shares]),
    };
    return () => {
      events.splice(0, events.length, ...kept.events.map((event) => ({ ...event, args: { ...event.args } })));
      blocks.clear();
      for (const [cid, bytes] of kept.blocks) blocks.set(cid, bytes);
      policies.splice(0, policies.length, ...kept.policies);
    };
  }

  /** The report of an auditor that may read every text, and does everything again. */
  audit(): Promise<AuditReport> {
    const modelId = Number(this.args('AdapterRegistered').modelId);
    const replay = this.commons.replay();
    return writeReport((ledger) => checkRun(this.commons.source(), { modelId, replay }, ledger));
  }

  /** What the first of a panel says who does not find the run in order; or what the last says. */
  async judge(): Promise<{ readonly verdict: string; readonly reason: string }> {
    let judgement = { verdict: 'INCONCLUSIVE', reason: 'nobody looked' };
    for (let index = 0; index < PANEL; index++) {
      judgement = await this.commons.judge({}, [], { index, of: PANEL });
      if (judgement.verdict !== 'PASS') break;
    }
    return judgement;
  }

  close(): void {
    rmSync(this.commons.directory, { recursive: true, force: true });
  }
}
