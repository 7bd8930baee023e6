import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

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
export type Evidence = Readonly<Record<string, unknown>>;

type StepState = {
  readonly step: number;
  readonly name: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly ms: number;
  readonly note: string;
  readonly evidence: Evidence;
};

export type Progress = {
  readonly steps: () => readonly StepState[];
  readonly isDone: (step: number) => boolean;
  readonly update: (step: number, change: Partial<Omit<StepState, 'step' | 'name'>>) => void;
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

function readSteps(file: string): readonly StepState[] {
  const fresh = STEP_NAMES.map(
    (name, i): StepState => ({ step: i + 1, name, state: 'waiting', ms: 0, note: '', evidence: {} }),
  );
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as StepState[];
    return fresh.map((it, i) => (kept[i]?.state === 'done' ? { ...it, ...kept[i] } : it));
  } catch {
    return fresh;
  }
}

function writeSteps(file: string, steps: readonly StepState[]): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(steps, null, 2));
  renameSync(`${file}.new`, file);
}
