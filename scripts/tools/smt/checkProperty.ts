import { createRequire } from 'node:module';
import { readSource } from '../mutation/sources.ts';
import type { Answer, Property } from './property.ts';

type Message = { readonly errorCode?: string; readonly severity: string; readonly formattedMessage: string };

const solc = createRequire(import.meta.url)('solc') as {
  readonly compile: (input: string, callbacks: { import: (name: string) => object }) => string;
};

/** Codes of the checker: an assertion that fails, by its two engines; and one that they could not decide. */
const REFUTED = ['Assertion violation happens here'];
const PROVED = 'check is safe!';

process.on('message', (property: Property) => {
  process.send?.(check(property));
});

/** Asks horn clauses first, then bounded checking, which also proves a function without loops or state. */
function check({ file, contract }: Property): Answer {
  const input = {
    language: 'Solidity',
    sources: { [file]: { content: readSource(file) } },
    settings: {
      evmVersion: 'prague',
      // No timeout: the wasm build has no threads and refuses one.
      modelChecker: {
        engine: 'all',
        targets: ['assert'],
        contracts: { [file]: [contract] },
        solvers: ['z3'],
        showProvedSafe: true,
        showUnproved: true,
      },
      outputSelection: { '*': { '*': ['abi'] } },
    },
  };
  const find = (name: string) => ({ contents: readSource(name) ?? '' });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: find })) as { errors?: readonly Message[] };
  const messages = output.errors ?? [];
  const failed = messages.find((it) => it.severity === 'error');
  if (failed) throw new Error(failed.formattedMessage);
  if (messages.some((it) => REFUTED.some((words) => it.formattedMessage.includes(words)))) return 'refuted';
  return messages.some((it) => it.formattedMessage.includes(PROVED)) ? 'proved' : 'unknown';
}
