import { plain } from '../../protocol/plain.ts';
import type { Evidence, Progress } from './progress.ts';

/** Prints the steps as they happen to standard error, so that standard output stays free for `--json`. */
export function showProgress(progress: Progress, options: { interactive: boolean }): { line: (text: string) => void } {
  const stream = process.stderr;
  let shown = '';
  const clear = () => {
    if (shown) stream.write('\r\u001b[2K');
    shown = '';
  };
  const line = (text: string) => {
    clear();
    stream.write(`${plain(text)}\n`);
  };
  const printed = new Set<number>();
  progress.onChange(() => {
    for (const it of progress.steps()) {
      if (it.state === 'running' && options.interactive) {
        clear();
        shown = plain(`  ${it.step}. ${it.name}: ${it.note}`).slice(0, (stream.columns ?? 100) - 1);
        stream.write(shown);
      }
      if (printed.has(it.step) || (it.state !== 'done' && it.state !== 'failed')) continue;
      printed.add(it.step);
      line(`${it.state === 'done' ? '\u2713' : '\u2717'} ${it.step}. ${it.name} (${(it.ms / 1000).toFixed(1)} s)`);
      for (const text of describe(it.evidence)) line(`     ${text}`);
      if (it.state === 'failed') line(`     ${it.note}`);
    }
  });
  return { line };
}

/** Evidence as short `key: value` lines. */
export function describe(evidence: Evidence): string[] {
  return Object.entries(evidence).map(([key, value]) => `${key}: ${shorten(value)}`);
}

function shorten(value: unknown): string {
  const text =
    typeof value === 'string' ? value : JSON.stringify(value, (_, it) => (typeof it === 'bigint' ? it.toString() : it));
  return text.length > 220 ? `${text.slice(0, 217)}...` : text;
}
