import type { Context } from '../context.ts';
import { readMade } from './deposit.ts';

/**
 * Questions that any corpus can be asked: for one public text of each of the first registers, "what is said about"
 * the three longest words that no other text has.
 */
export function questionsFor(
  context: Context,
  limit: number,
): { question: string; register: string; deposit: string }[] {
  const made = readMade(context).filter((it) => it.answer && it.tier === 'public');
  const words = new Map(context.corpus.texts.map((it) => [it.path, wordsOf(it.text)]));
  const spread = new Map<string, number>();
  for (const set of words.values()) for (const word of set) spread.set(word, (spread.get(word) ?? 0) + 1);
  const registers = new Set<string>();
  const questions = [];
  for (const it of made) {
    if (registers.has(it.register) || questions.length >= limit) continue;
    const own = [...(words.get(it.path) ?? [])].sort(
      (a, b) => (spread.get(a) ?? 0) - (spread.get(b) ?? 0) || b.length - a.length,
    );
    if (own.length < 3) continue;
    registers.add(it.register);
    questions.push({
      question: `What is said about ${own.slice(0, 3).join(', ')}?`,
      register: it.register,
      deposit: it.id,
    });
  }
  return questions;
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/\p{L}{4,}/gu) ?? []);
}
