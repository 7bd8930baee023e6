import { readFileSync } from 'node:fs';
import { describe } from '../local/terminal.ts';

type Run = {
  readonly ok: boolean;
  readonly wallMs: number;
  readonly steps: readonly { step: number; name: string; ok: boolean; ms: number; evidence: Record<string, unknown> }[];
};

/** Prints what `tilth up --once --json` wrote to a file, for people; exits 1 when a step failed. */
const run = JSON.parse(readFileSync(process.argv[2] ?? '/dev/stdin', 'utf8')) as Run;
for (const it of run.steps) {
  console.log(`${it.ok ? 'ok ' : 'NOT'} ${it.step}. ${it.name} (${(it.ms / 1000).toFixed(1)} s)`);
  for (const line of describe(it.evidence)) console.log(`      ${line}`);
}
console.log(`all seven: ${run.ok}, ${(run.wallMs / 1000).toFixed(1)} s`);
process.exitCode = run.ok ? 0 : 1;
