import { createRequire } from 'node:module';
import { BaseError } from '../../../protocol/errors/BaseError.ts';
import type { Node } from './ast.ts';
import { readSource, type Sources } from './sources.ts';

type Solc = {
  readonly compile: (input: string, callbacks: { import: (name: string) => object }) => string;
};

export type CompiledContract = {
  readonly abi: readonly { readonly type: string; readonly name?: string }[];
  readonly evm: {
    readonly bytecode: { readonly object: string; readonly linkReferences: object };
    readonly deployedBytecode: { readonly object: string; readonly linkReferences: object };
  };
};

/** How code is generated. Without the optimiser a test compiles three times faster, where the stack allows it. */
export const MODES = ['plain', 'optimised', 'viaIR'] as const;
export type Mode = (typeof MODES)[number];

type Output = {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, CompiledContract>>>>;
  readonly sources?: Readonly<Record<string, { readonly ast: Node }>>;
};

const solc = createRequire(import.meta.url)('solc') as Solc;

/** The contracts of one file, compiled with everything it imports. @throws NotCompiledError */
export function compileFile(name: string, sources: Sources, mode: Mode): Readonly<Record<string, CompiledContract>> {
  const part = ['object', 'linkReferences'];
  const wanted = ['abi', ...['bytecode', 'deployedBytecode'].flatMap((it) => part.map((key) => `evm.${it}.${key}`))];
  const output = run([name], sources, {
    evmVersion: 'prague',
    optimizer: { enabled: mode !== 'plain', runs: 200 },
    viaIR: mode === 'viaIR',
    metadata: { appendCBOR: false },
    outputSelection: { [name]: { '*': wanted } },
  });
  return output.contracts?.[name] ?? {};
}

/**
 * Syntax trees of these files and of everything they import; with references resolved when asked for, which needs
 * contracts without errors.
 * @throws NotCompiledError
 */
export function parseFiles(names: readonly string[], { resolve }: { resolve: boolean }): ReadonlyMap<string, Node> {
  const stopAfter = resolve ? {} : { stopAfter: 'parsing' };
  const output = run(names, new Map(), { ...stopAfter, outputSelection: { '*': { '': ['ast'] } } });
  return new Map(Object.entries(output.sources ?? {}).map(([name, { ast }]) => [name, ast]));
}

function run(names: readonly string[], sources: Sources, settings: object): Output {
  const textOf = (name: string) => sources.get(name) ?? readSource(name);
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(names.map((name) => [name, { content: textOf(name) ?? '' }])),
    settings,
  };
  const find = (name: string) => {
    const contents = textOf(name);
    return contents === null ? { error: `${name} is missing` } : { contents };
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: find })) as Output;
  const errors = (output.errors ?? []).filter((it) => it.severity === 'error');
  if (errors.length > 0) throw new NotCompiledError(errors.map((it) => it.formattedMessage).join('\n'));
  return output;
}

export class NotCompiledError extends BaseError {
  override readonly name = 'NotCompiledError';
  constructor(reason: string) {
    super(`A contract does not compile: ${reason}`);
  }
}
