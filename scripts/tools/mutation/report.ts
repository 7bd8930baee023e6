import { basename } from 'node:path';
import type { Mutant, Verdict } from './mutant.ts';

export type Row = { readonly mutant: Mutant; readonly verdict: Verdict };

type Options = {
  readonly rows: readonly Row[];
  readonly explained: ReadonlySet<string>;
  readonly leastShare: number;
  /** Every mutant of every contract was tried, so that an explanation without a survivor is out of date. */
  readonly whole: boolean;
};

type Tally = { readonly killed: number; readonly survived: number; readonly invalid: number };

/** Killed and survived per contract and in total, with every survivor that nobody explained. */
export function renderReport({ rows, explained, leastShare, whole }: Options) {
  const names = [...new Set(rows.map(({ mutant }) => basename(mutant.file, '.sol')))];
  const contracts = names.map((name) => ({
    name,
    ...tally(rows.filter(({ mutant }) => basename(mutant.file, '.sol') === name)),
  }));
  const total = tally(rows);
  const survivors = rows.filter(({ verdict }) => verdict.outcome === 'survived').map(({ mutant }) => mutant);
  const ids = new Set(survivors.map((it) => it.id));
  const summary = {
    ...total,
    share: shareOf(total),
    met: shareOf(total) >= leastShare,
    contracts,
    survivors: survivors.map(({ id, file, line, before, after }) => ({
      id,
      at: `${file}:${line}`,
      before,
      after,
      explained: explained.has(id),
    })),
    outdated: whole ? [...explained].filter((id) => !ids.has(id)) : [],
  };
  return { summary, text: toText(summary) };
}

function toText(summary: {
  readonly contracts: readonly (Tally & { readonly name: string })[];
  readonly survivors: readonly { id: string; at: string; before: string; after: string; explained: boolean }[];
  readonly outdated: readonly string[];
  readonly killed: number;
  readonly survived: number;
  readonly invalid: number;
}): string {
  const row = (name: string, it: Tally) =>
    `${name.padEnd(28)}${String(it.killed).padStart(8)}${String(it.survived).padStart(10)}${percent(it).padStart(9)}`;
  const unexplained = summary.survivors.filter((it) => !it.explained);
  return [
    `${'contract'.padEnd(28)}${'killed'.padStart(8)}${'survived'.padStart(10)}${'share'.padStart(9)}`,
    ...summary.contracts.map((it) => row(it.name, it)),
    row('total', summary),
    `${summary.invalid} more did not compile`,
    ...unexplained.map(
      (it) => `survived, not explained: ${it.id} at ${it.at}: ${brief(it.before)} -> ${brief(it.after)}`,
    ),
    ...summary.outdated.map((id) => `explained, but did not survive: ${id}`),
  ].join('\n');
}

function tally(rows: readonly Row[]): Tally {
  const count = (...outcomes: readonly string[]) => rows.filter((it) => outcomes.includes(it.verdict.outcome)).length;
  return { killed: count('killed', 'hung'), survived: count('survived'), invalid: count('invalid') };
}

function shareOf({ killed, survived }: Tally): number {
  return killed + survived === 0 ? 1 : killed / (killed + survived);
}

function percent(it: Tally): string {
  return `${(shareOf(it) * 100).toFixed(1)} %`;
}

function brief(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return `[${line.length > 60 ? `${line.slice(0, 57)}...` : line}]`;
}
