import { type CompiledContract, compileFile, MODES, type Mode, NotCompiledError } from './compile.ts';
import type { Mutant, Verdict } from './mutant.ts';
import { type Effort, runTests } from './runTests.ts';
import type { Sources } from './sources.ts';

/** A test file and how it compiles. */
export type Test = { readonly name: string; readonly mode: Mode };

const QUICK: Effort = { fuzzRuns: 32, invariantRuns: 8, depth: 24 };
const THOROUGH: Effort = { fuzzRuns: 256, invariantRuns: 64, depth: 64 };

/** How a test file of the unbroken contracts compiles and passes. @throws the reason when it does neither */
export async function prepareTest(name: string): Promise<Test> {
  let reason: unknown = null;
  for (const mode of MODES) {
    try {
      const failed = await runTests(name, compileFile(name, new Map(), mode), QUICK);
      if (failed.length === 0) return { name, mode };
      reason = new Error(`${name} fails without any mutant: ${failed.join(', ')}`);
    } catch (error) {
      reason = error;
    }
  }
  throw reason;
}

/** Tries the tests on a mutant, the quick way first, until one notices. */
export async function tryMutant(mutant: Mutant, tests: readonly Test[]): Promise<Verdict> {
  const sources: Sources = new Map([[mutant.file, mutant.content]]);
  const compiled: { readonly name: string; readonly contracts: Readonly<Record<string, CompiledContract>> }[] = [];
  for (const { name, mode } of tests) {
    const contracts = compileOrNull(name, sources, mode);
    if (contracts === null) return { id: mutant.id, outcome: 'invalid', by: null };
    compiled.push({ name, contracts });
    const [by] = await runTests(name, contracts, QUICK);
    if (by !== undefined) return { id: mutant.id, outcome: 'killed', by };
  }
  for (const { name, contracts } of compiled) {
    const [by] = await runTests(name, contracts, THOROUGH);
    if (by !== undefined) return { id: mutant.id, outcome: 'killed', by };
  }
  return { id: mutant.id, outcome: 'survived', by: null };
}

function compileOrNull(name: string, sources: Sources, mode: Mode) {
  try {
    return compileFile(name, sources, mode);
  } catch (error) {
    if (error instanceof NotCompiledError) return null;
    throw error;
  }
}
