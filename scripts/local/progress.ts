import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Step } from '../../protocol/http/status.ts';

const STEP_NAMES = [
  'Deposit',
  'Receipt and manifest',
  'Provenance graph',
  'Proposal',
  'Votes in both chambers',
  'Training',
  'Adapter, answers and credits',
] as const;

/** Evidence is JSON: numbers, strings, lists, and objects of them. */
export type Evidence = Step['evidence'];

export type Progress = {
  readonly steps: () => readonly Step[];
  readonly isDone: (step: number) => boolean;
  readonly update: (step: number, change: Partial<Omit<Step, 'step' | 'name'>>) => void;
  readonly onChange: (listener: () => void) => () => void;
};

/** The seven steps and how far they have come, kept in a file so that a later `tilth up` goes on from there. */
export function openProgress(file: string): Progress {
  const listeners = new Set<() => void>();
  let steps = readSteps(file);
  return {
    steps: () => steps,
    isDone: (step) => steps[step - 1]?.state === 'done',
    update: (step, change) => {
      steps = steps.map((it) => (it.step === step ? { ...it, ...change } : it));
      if (change.state !== undefined || change.evidence !== undefined) writeSteps(file, steps);
      for (const listener of listeners) listener();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function readSteps(file: string): readonly Step[] {
  const fresh = STEP_NAMES.map(
    (name, i): Step => ({ step: i + 1, name, state: 'waiting', ms: 0, note: '', evidence: {} }),
  );
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Step[];
    return fresh.map((it, i) => (kept[i]?.state === 'done' ? { ...it, ...kept[i] } : it));
  } catch {
    return fresh;
  }
}

function writeSteps(file: string, steps: readonly Step[]): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(steps, null, 2));
  renameSync(`${file}.new`, file);
}
