import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect } from 'chai';

const ROOT = join(import.meta.dirname, '../..');
const { compile } = createRequire(import.meta.url)('solc') as {
  readonly compile: (input: string, callbacks: { import: (path: string) => { contents: string } }) => string;
};

type Node = {
  readonly nodeType: string;
  readonly name: string;
  readonly kind?: string;
  readonly visibility?: string;
  readonly documentation?: object;
  readonly baseFunctions?: readonly number[];
  readonly nodes?: readonly Node[];
};

const isShown = ({ nodeType, kind, visibility }: Node) =>
  /^(Event|Error)Definition$/.test(nodeType) ||
  (/^(FunctionDefinition|VariableDeclaration)$/.test(nodeType) &&
    kind !== 'constructor' &&
    /^(public|external)$/.test(visibility ?? ''));

/** What is shown and says nothing. The compiler gives a function without words those of the one that it implements. */
function silent(sources: Readonly<Record<string, { readonly content: string }>>): readonly string[] {
  const settings = { outputSelection: { '*': { '': ['ast'] } } };
  const read = (path: string) => ({ contents: readFileSync(join(ROOT, 'node_modules', path), 'utf8') });
  const output = compile(JSON.stringify({ language: 'Solidity', sources, settings }), { import: read });
  const files = (JSON.parse(output) as { sources: Record<string, { ast: Node }> }).sources;
  const nodes = Object.keys(sources).flatMap((it) => files[it]?.ast.nodes ?? []);
  const contracts = nodes.filter((it) => it.nodeType === 'ContractDefinition');
  return contracts.flatMap((contract) =>
    [contract, ...(contract.nodes ?? []).filter(isShown)]
      .filter((it) => !it.documentation && it.baseFunctions?.length !== 1)
      .map((it) => `${contract.name}.${it.name}`),
  );
}

describe('NatSpec', () => {
  it('says of all that our contracts show what it is, in the interface or in place', function () {
    this.timeout(120_000);
    const paths = globSync('contracts/**/*.sol', { cwd: ROOT });
    expect(paths.length).to.be.above(50);
    expect(
      silent(Object.fromEntries(paths.map((it) => [it, { content: readFileSync(join(ROOT, it), 'utf8') }]))),
    ).to.deep.equal([]);
  });

  it('finds a function that says nothing', () => {
    const functions = 'function f() external {} /** @notice It does. */ function g() external {}';
    const content = `/** @notice A. */ contract A { error Bad(); ${functions} }`;
    expect(silent({ 'A.sol': { content } })).to.deep.equal(['A.Bad', 'A.f']);
  });
});
