import { describeAlternative, describeVerdict, leadingReceipt, nameExpert } from '../../client/answerWords.ts';
import type { AnswerRecord, ShownExpert } from '../../protocol/http/answerRecord.ts';
import { cut } from './wrap.ts';

/** The word before each expert, and the room for it. */
const MARK = 11;

/** Where an answer came from, for people: a line for each expert with the deposits that it names, and the receipt last. */
export function describeAnswer(record: AnswerRecord, width = 80): string {
  const { expert, alternatives, disagreement, failovers } = record;
  const alike = disagreement.groups.find((group) => group.includes(expert.id)) ?? [];
  const say = (mark: string, words: string) => `${mark.padEnd(MARK)}${cut(words, width - MARK)}`;
  const name = (it: ShownExpert) => `${nameExpert(it)} (operator ${it.operator})`;
  return [
    `${describeVerdict(disagreement.verdict)}.`,
    say('answered', name(expert)),
    ...sourcesOf(record, expert.id),
    ...alternatives.flatMap((it) => {
      const mark = it.status !== 'answered' ? 'silent' : alike.includes(it.expert.id) ? 'agreed' : 'otherwise';
      const words = mark === 'agreed' ? '' : `: ${describeAlternative(it)}`;
      return [say(mark, `${name(it.expert)}${words}`), ...sourcesOf(record, it.expert.id)];
    }),
    ...failovers.map((it) => say('failed', `expert ${it.expert}: ${it.reason}`)),
    `${'receipt'.padEnd(MARK)}${leadingReceipt(record) ?? 'none'}`,
  ].join('\n');
}

/** Deposits that an expert quotes or found to match, each once; their identifiers are never cut. */
function sourcesOf({ deposits }: AnswerRecord, expert: string): readonly string[] {
  const ids = deposits.filter((it) => it.expert === expert).map(({ deposit }) => deposit);
  return [...new Set(ids)].map((id) => `${' '.repeat(MARK)}${cut(id, Number.POSITIVE_INFINITY)}`);
}
