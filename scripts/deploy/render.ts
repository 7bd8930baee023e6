import { styleText } from 'node:util';
import type { Finding } from './finding.ts';

const WIDTH = 46;

/** Findings as a table: what was found, and beside a mismatch what was expected. */
export function renderFindings(findings: readonly Finding[]): string {
  const bad = findings.filter((it) => !it.ok).length;
  const total = bad === 0 ? styleText('green', 'all as it should be') : styleText('red', `${bad} not as it should be`);
  return [...findings.map(toLine), `${findings.length} checked: ${total}`].join('\n');
}

function toLine({ area, subject, expected, found, ok }: Finding): string {
  const verdict = ok ? styleText('green', 'ok') : styleText('red', `EXPECTED ${expected}`);
  return `${area.padEnd(9)} ${subject.padEnd(WIDTH)} ${found}  ${verdict}`;
}
