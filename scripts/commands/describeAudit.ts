import { styleText } from 'node:util';
import type { AuditCheck, AuditReport } from '../../audit/report.ts';
import { plain } from '../../protocol/plain.ts';
import { wrap } from './wrap.ts';

const MARKS = { true: 'ok', false: 'FAIL', null: 'not checked' } as const;
const COLOURS = { true: 'green', false: 'red', null: 'yellow' } as const;

/** Columns: the mark, the name of the check, then what was found. */
const MARK = 13;
const NAME = 34;

/** An audit for people: a line for each check, where it fails what should stand there, and the verdict last. */
export function describeAudit(report: AuditReport, width = 80): string {
  const { ok, reason } = report;
  const checks = report.checks.map(toPlain);
  const failed = checks.find((check) => check.ok === false);
  const agreed = checks.filter((check) => check.ok).length;
  const verdict = failed
    ? `It is NOT confirmed. Place: ${placeOf(failed)}. Nothing after it was checked.`
    : `It holds, as far as it was checked: ${plain(reason)}.`;
  return [
    ...checks.flatMap((check) => describeCheck(check, width)),
    '',
    ...wrap(`${agreed} of ${checks.length} ok. ${verdict}`, width).map((line) => styleText(ok ? 'green' : 'red', line)),
  ].join('\n');
}

/** Colours and lines are ours alone: names and findings come from elsewhere. */
function toPlain(check: AuditCheck): AuditCheck {
  const { name, detail, expected, found } = check;
  const line = (text: string) => plain(text).replaceAll('\n', ' ');
  const sides = expected !== undefined && found !== undefined && { expected: line(expected), found: line(found) };
  return { ok: check.ok, name: line(name), detail: line(detail), ...sides };
}

function describeCheck(check: AuditCheck, width: number): readonly string[] {
  const key = `${check.ok}` as const;
  const mark = styleText(COLOURS[key], MARKS[key].padEnd(MARK - 1));
  const name = placeOf(check);
  if (check.ok === false) return [`${mark} ${name}`, ...describeFault(check, width)];
  const lines = wrap(shortenDigests(check.detail), width - MARK - NAME);
  const [first, ...rest] = name.length < NAME ? lines : ['', ...lines];
  const margin = ' '.repeat(MARK + NAME);
  return [`${mark} ${name.padEnd(NAME)}${first ?? ''}`.trimEnd(), ...rest.map((line) => margin + line)];
}

/** What is claimed falsely is shown whole, however long it is: it is what the reader came for. */
function describeFault({ detail, expected, found }: AuditCheck, width: number): readonly string[] {
  const margin = ' '.repeat(MARK);
  if (expected === undefined || found === undefined) return wrap(detail, width - MARK).map((line) => margin + line);
  return [`${margin}should be: ${expected}`, `${margin}is:        ${found}`];
}

/** The name of a check; an error that stands for one is taken apart into words. */
function placeOf({ name }: AuditCheck): string {
  return /^[A-Z]\w+Error$/.test(name)
    ? name
        .replace(/Error$/, '')
        .replaceAll(/(?<=[a-z])[A-Z]/g, ' $&')
        .toLowerCase()
    : name;
}

/** Digests that came out as claimed are told apart by their ends; `--json` has them whole. */
function shortenDigests(text: string): string {
  return text.replaceAll(/0x([0-9a-f]{8})[0-9a-f]{16,}([0-9a-f]{8})\b/gi, '0x$1\u2026$2');
}
