import type { AnswerRecord, ShownExpert } from '../../protocol/http/answerRecord.ts';
import type { JobInput, JobOutput } from '../../protocol/messages/ask.ts';
import { dayAt, epochAt } from '../../protocol/work/epoch.ts';
import { withDeadline } from '../within.ts';
import type { Ask, Question } from './ask.ts';
import { createAuditWords } from './auditWords.ts';
import type { Candidate } from './candidates.ts';
import type { Gather, GatherRequest } from './gather.ts';
import type { Random } from './score.ts';
import { isAnswered } from './summarise.ts';

type Asking = { readonly ask: Ask; readonly gather: Gather };

export type CanaryComponents = {
  /** How people's questions are asked. */
  readonly asking: Asking;
  /** How audit questions are: the same way, and nothing is learnt from them. */
  readonly auditing: Asking;
  readonly candidates: () => readonly Candidate[];
  /** Operators whose work verifiers called false, or could not see: only audit questions can clear them. */
  readonly faulted: () => ReadonlySet<number>;
  /** Tells whether an operator is of the gate's own group, whose answers to it prove nothing. */
  readonly isOwn: (operatorId: number) => boolean;
  /** Experts see numbers that follow from it: nobody may foretell it from those before. */
  readonly random?: Random;
  /** Unix milliseconds. */
  readonly now: () => number;
};

/** How a real question looked: its settings and lengths in UTF-16 units, that of a chat without and with what was said before. */
type Shape = { readonly day: number; readonly length: number; readonly before: number } & (
  | { readonly by: 'ask'; readonly question: Question }
  | { readonly by: 'gather'; readonly request: GatherRequest }
);

/** An expert as far as an audit question is concerned. */
type Audited = { readonly id: string; readonly kind: string; readonly operator: number };

type Canaries = Asking & { readonly stop: () => void };

const KEPT_SHAPES = 64;
const ANSWER_MS = 60_000;

/**
 * Creates a gate's own audit questions, beside those that pass through it. In an epoch in which somebody asked an expert and
 * opened nothing, and in the next one, the gate asks it once more at a random time: in the shape of a real question of that
 * day, under the tag of its asker, to all the experts that such a question goes to, in words of opened ones and of quoted
 * passages, and opened to verifiers, which experts cannot see. So work for ordinary clients is checked and credited, and no
 * expert can tell when to be honest: no tag, no seed and no company is that of audit questions alone.
 */
export function createCanaries(components: CanaryComponents, { epochSeconds }: { epochSeconds: number }): Canaries {
  const { asking, auditing, candidates, faulted, isOwn, random = drawSecretly, now } = components;
  const shapes = new Map<string, readonly Shape[]>();
  /** By epoch: experts that are given an opened question in it, and whether they were. */
  const epochs = new Map<number, Map<string, 'planned' | 'opened'>>();
  const timers = new Set<NodeJS.Timeout>();
  const words = createAuditWords(random);
  const currentEpoch = () => epochAt(now(), epochSeconds);
  const of = (epoch: number) => {
    const found = epochs.get(epoch) ?? new Map<string, 'planned' | 'opened'>();
    epochs.set(epoch, found);
    return found;
  };

  const plan = (expert: Audited, epoch: number): void => {
    if (isOwn(expert.operator) || of(epoch).has(expert.id)) return;
    of(epoch).set(expert.id, 'planned');
    const from = Math.max(now(), epoch * epochSeconds * 1_000);
    const length = (epoch + 1) * epochSeconds * 1_000 - from;
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        // A failure that is not the expert's own is one of the next real question too, which tells of it.
        if (of(epoch).get(expert.id) !== 'opened') void audit(expert).catch(() => undefined);
      },
      from - now() + random() * length,
    );
    timer.unref();
    timers.add(timer);
  };

  const note = (shape: Shape, text: string, record: AnswerRecord, outputs: readonly (JobOutput | null)[]): void => {
    const { isOpenable } = shape.by === 'ask' ? shape.question : shape.request;
    const epoch = currentEpoch();
    for (const past of epochs.keys()) if (past < epoch) epochs.delete(past);
    const asker = askerOf(shape);
    for (const output of outputs)
      if (output?.kind === 'retrieve') for (const passage of output.passages) words.hear(asker, passage.text);
    if (isOpenable) words.hear(asker, text);
    const bad = faulted();
    const experts = answering(record);
    for (const kind of new Set(experts.map((one) => one.kind)))
      shapes.set(kind, [...(shapes.get(kind) ?? []), shape].slice(-KEPT_SHAPES));
    for (const expert of experts) {
      if (isOpenable) of(epoch).set(expert.id, 'opened');
      // Ahead of time too, or the first question of an epoch would be a real one.
      else for (const one of [epoch, epoch + 1]) plan(expert, one);
      for (const { expertId: id, kind, operatorId: operator } of bad.size > 0 ? candidates() : [])
        if (kind === expert.kind && bad.has(operator)) plan({ id, kind, operator }, epoch);
    }
  };

  /** Asks what looks like a question of this day. Tags of askers change with it, so that an older one would tell. */
  const audit = async ({ id, kind }: Audited): Promise<void> => {
    const today = (shapes.get(kind) ?? []).filter(({ day }) => day === dayAt(now()));
    const shape = today[Math.floor(random() * today.length)];
    if (!shape) return;
    const text = words.make(shape.length);
    await withDeadline(ANSWER_MS, undefined, async (signal) => {
      const opened = { model: id, isOpenable: true };
      const record =
        shape.by === 'ask'
          ? await recordOf(
              auditing.ask(
                { ...shape.question, ...opened, ...toPrompt(shape, text), seed: seedOf(shape, today) },
                { signal },
              ),
            )
          : (
              await auditing.gather(
                { ...shape.request, ...opened, input: rephrase(shape.request.input, text) },
                { signal },
              )
            ).record;
      for (const { expert } of record?.receipts ?? []) of(currentEpoch()).set(expert, 'opened');
    });
  };
  const toPrompt = ({ question, before }: Extract<Shape, { by: 'ask' }>, text: string) => {
    const isChat = question.prompt !== '';
    const history = before > 0 ? `${words.make(before)}\n\n` : '';
    return { text, prompt: isChat ? `${history}${text}\n` : text };
  };
  /** A seed that came with several questions is one that its askers chose; all others are drawn anew. */
  const seedOf = ({ question }: Extract<Shape, { by: 'ask' }>, among: readonly Shape[]): bigint => {
    const { seed } = question;
    const isChosen = among.filter((one) => one.by === 'ask' && one.question.seed === seed).length > 1;
    return isChosen ? seed : BigInt(Math.floor(random() * 2 ** 32));
  };

  return {
    ask: async function* (question, options) {
      const { text, prompt } = question;
      for await (const event of asking.ask(question, options)) {
        if (event.type === 'done') {
          const wordless = { ...question, text: '', prompt: prompt === text ? '' : '\n' };
          const lengths = { length: text.length, before: Math.max(0, prompt.trimEnd().length - text.length) };
          note(
            { by: 'ask', question: wordless, day: dayAt(now()), ...lengths },
            text,
            event.record,
            event.record.alternatives.map(({ output }) => output),
          );
        }
        yield event;
      }
    },
    gather: async (request, options) => {
      const gathered = await asking.gather(request, options);
      const text = textOf(request.input);
      const wordless = { ...request, input: rephrase(request.input, '') };
      const lengths = { length: text.length, before: 0 };
      const outputs = gathered.outcomes.flatMap((one) => (isAnswered(one) ? [one.answer.output] : []));
      note({ by: 'gather', request: wordless, day: dayAt(now()), ...lengths }, text, gathered.record, outputs);
      return gathered;
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** The next number in [0, 1), which follows from none before. */
function drawSecretly(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
}

/** Experts that answered a question. */
function answering({ expert, alternatives, receipts }: AnswerRecord): readonly ShownExpert[] {
  const shown = [expert, ...alternatives.map((one) => one.expert)];
  return receipts.flatMap((receipt) => shown.find(({ id }) => id === receipt.expert) ?? []);
}

async function recordOf(events: ReturnType<Ask>): Promise<AnswerRecord | null> {
  for await (const event of events) if (event.type === 'done') return event.record;
  return null;
}

function askerOf(shape: Shape): string {
  if (shape.by === 'ask') return shape.question.asker;
  return shape.request.input.kind === 'retrieve' ? shape.request.input.asker : '';
}

function textOf(input: JobInput): string {
  if (input.kind === 'classify') return input.text;
  return input.kind === 'retrieve' ? input.query : input.prompt;
}

/** The same settings with other words. */
function rephrase(input: JobInput, text: string): JobInput {
  if (input.kind === 'classify') return { ...input, text };
  return input.kind === 'retrieve' ? { ...input, query: text } : { ...input, prompt: text };
}
