import { BaseError } from '../errors/BaseError.ts';

/** The kinds of text the commons starts with; the chain's MixturePolicy holds the list in force. */
export const REGISTERS = [
  'narrative',
  'conversational',
  'technical',
  'sacred',
  'oral',
  'pedagogical',
  'lyric',
  'other',
] as const;

/** The kind of a text. */
export type Register = (typeof REGISTERS)[number];

/** Tells whether a word names a register. */
export function isRegister(word: string): word is Register {
  return (REGISTERS as readonly string[]).includes(word);
}

/** Returns the word as a register. @throws UnknownRegisterError */
export function parseRegister(word: string): Register {
  if (!isRegister(word)) throw new UnknownRegisterError(word);
  return word;
}

/** A word that names no register. */
export class UnknownRegisterError extends BaseError {
  override readonly name = 'UnknownRegisterError';
  override readonly kind = 'invalid';
  constructor(register: string) {
    super('This register does not exist.', { values: { register }, hint: `Choose one of: ${REGISTERS.join(', ')}.` });
  }
}
