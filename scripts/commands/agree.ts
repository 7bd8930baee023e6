import { createInterface } from 'node:readline/promises';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { consentNotice, noticeDigest } from '../../protocol/manifest/notice.ts';
import { ALL_RIGHTS, type Rights } from '../../protocol/manifest/rights.ts';
import type { Tier } from '../../protocol/manifest/tier.ts';

/** Where a person is asked: a terminal, or null where nobody sits. */
export type Terminal = {
  readonly write: (text: string) => void;
  readonly ask: (question: string) => Promise<string>;
};

export type AgreeOptions = {
  readonly tier: Tier;
  /** The digest of a notice that was read before, where nobody can be asked. */
  readonly agreed?: string | undefined;
  readonly terminal: Terminal | null;
};

/**
 * Shows the notice of a tier, with the statements of rights in it, and asks whether it is agreed to. Nobody agrees by
 * saying nothing. @throws NotAgreedError
 */
export async function agree({ tier, agreed, terminal }: AgreeOptions): Promise<Rights> {
  if (agreed !== undefined) {
    if (agreed !== noticeDigest(tier)) throw new NotAgreedError('This is not the digest of the notice.', tier);
    return ALL_RIGHTS;
  }
  if (!terminal) throw new NotAgreedError('Nobody is here to agree to the notice.', tier);
  const lines = consentNotice(tier).split('\n');
  terminal.write(`What you agree to:\n${lines.map((line) => `- ${line}\n`).join('')}`);
  const answer = await terminal.ask('Agree? [y/N] ');
  if (/^y(es)?$/i.test(answer.trim())) return ALL_RIGHTS;
  throw new NotAgreedError('The notice was not agreed to, so nothing was signed.');
}

/** The terminal of this process; null where input or the place to ask is a file or a pipe. Results stay apart on standard output. */
export function openTerminal(): Terminal | null {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !stderr.isTTY) return null;
  return {
    write: (text) => void stderr.write(text),
    ask: async (question) => {
      const lines = createInterface({ input: stdin, output: stderr });
      try {
        return await lines.question(question);
      } finally {
        lines.close();
      }
    },
  };
}

/** A contributor did not agree to the notice of a tier. */
export class NotAgreedError extends BaseError {
  override readonly name = 'NotAgreedError';
  override readonly kind = 'forbidden';
  /** With the tier, it tells the notice and what to give to agree to it: whoever reads this was not shown it yet. */
  constructor(sentence: string, tier?: Tier) {
    super(sentence, {
      ...(tier && { hint: `To agree, give --i-agree ${noticeDigest(tier)}\nThe notice:\n${consentNotice(tier)}` }),
    });
  }
}
