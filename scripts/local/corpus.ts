import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { canonicalLanguage } from '../../protocol/manifest/language.ts';
import { isRegister, REGISTERS, type Register } from '../../protocol/manifest/register.ts';
import { normalise } from '../../protocol/manifest/text.ts';

export type CorpusText = {
  readonly path: string;
  readonly name: string;
  readonly register: Register;
  readonly language: string;
  readonly text: string;
};

export type Corpus = {
  readonly texts: readonly CorpusText[];
  readonly refused: readonly { readonly path: string; readonly reason: string }[];
};

const TEXT_FILE = /\.(txt|md|text)$/i;

/**
 * Reads a folder tree whose first-level folder names are registers. Files that cannot be deposited are listed with
 * the reason. @throws BadCorpusError when the folder is missing, a register is unknown, or no text is left
 */
export function readCorpus(directory: string): Corpus {
  const folders = listFolders(directory);
  const unknown = folders.filter((name) => !isRegister(name));
  if (unknown.length > 0) {
    throw new BadCorpusError(directory, `unknown register: ${unknown.join(', ')} (known: ${REGISTERS.join(', ')})`);
  }
  const texts: CorpusText[] = [];
  const refused: { path: string; reason: string }[] = [];
  for (const register of folders.filter(isRegister)) {
    for (const file of listFiles(join(directory, register))) {
      const path = relative(directory, file);
      try {
        if (!TEXT_FILE.test(file)) throw new Error('not a .txt or .md file');
        const text = normalise(readFileSync(file));
        texts.push({ path, name: basename(file), register, language: languageOf(basename(file)), text });
      } catch (error) {
        refused.push({ path, reason: error instanceof Error ? error.message : String(error) });
      }
    }
  }
  if (texts.length === 0) throw new BadCorpusError(directory, 'it holds no text that can be deposited');
  return { texts, refused };
}

function listFolders(directory: string): string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .sort();
  } catch (cause) {
    throw new BadCorpusError(directory, 'it cannot be read', cause);
  }
}

function listFiles(directory: string): string[] {
  const names = readdirSync(directory, { recursive: true }) as string[];
  const files = names.map((name) => join(directory, name)).filter((file) => statSync(file).isFile());
  return files.filter((file) => !basename(file).startsWith('.')).sort();
}

/** `name.en.title.txt` says its language; anything else is undetermined (BCP 47 `und`). */
function languageOf(fileName: string): string {
  const [, tag = ''] = /^[^.]+\.([a-z]{2,3}(?:-[^.]+)?)\.[^.]+\.\w+$/i.exec(fileName) ?? [];
  return canonicalLanguage(tag) ?? 'und';
}

export class BadCorpusError extends BaseError {
  override readonly name = 'BadCorpusError';
  override readonly kind = 'invalid';
  constructor(directory: string, reason: string, cause?: unknown) {
    super(`The corpus folder cannot be used: ${reason}.`, {
      values: { directory },
      hint: 'Give a folder whose first-level folders are named after registers and hold .txt files.',
      cause,
    });
  }
}
