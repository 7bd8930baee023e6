/** What the inputs of one kind came to. */
export type Report = {
  readonly kind: string;
  readonly inputs: number;
  /** Longest turn of the loop that one input took, in milliseconds of processor, and that input. */
  readonly slowestMs: number;
  readonly slowest: string;
  /** What went wrong, in sentences. */
  readonly faults: readonly string[];
};

/** Collects a report input by input. */
export function openReport(kind: string) {
  const faults: string[] = [];
  let [inputs, slowestMs, slowest] = [0, 0, ''];
  return {
    add: (input: string | Uint8Array, milliseconds: number) => {
      inputs += 1;
      if (milliseconds <= slowestMs) return;
      slowestMs = milliseconds;
      slowest = describe(input);
    },
    fault: (sentence: string, input: string | Uint8Array) => {
      if (faults.length < 10) faults.push(`${sentence}: ${describe(input)}`);
    },
    close: (): Report => ({ kind, inputs, slowestMs, slowest, faults }),
  };
}

const SHOWN = 100;

function describe(input: string | Uint8Array): string {
  const head =
    typeof input === 'string' ? input.slice(0, SHOWN) : Buffer.from(input.subarray(0, SHOWN / 2)).toString('hex');
  return `${JSON.stringify(head)} (${input.length} ${typeof input === 'string' ? 'characters' : 'bytes'})`;
}

/** Milliseconds of processor that this thread has used: other programs of a busy machine do not count. */
export function processorMs(): number {
  // Node 22 knows the whole process only.
  const { user, system } = (process.threadCpuUsage ?? process.cpuUsage)();
  return (user + system) / 1000;
}
