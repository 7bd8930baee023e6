import { isNode, type Node, walk } from './ast.ts';
import { parseFiles } from './compile.ts';
import { listSources } from './sources.ts';

/** A function that only some contracts may call, and the contracts whose code calls it, by their names in Solidity. */
export type DerivedRight = {
  readonly target: string;
  readonly name: string;
  readonly selector: `0x${string}`;
  readonly callers: readonly string[];
};

type Parts = { readonly kind: string; readonly name: string; readonly node: Node };

/**
 * Reads from the code itself who calls which `restricted` function of another contract. What is in a library counts for the
 * contracts that import it. Functions that no contract calls are for the timelock alone and are left out.
 */
export function deriveRights(): readonly DerivedRight[] {
  const files = listSources('contracts');
  const trees = parseFiles(files, { resolve: true });
  const own = files.flatMap((file) => partsOf(trees.get(file)).map((part) => ({ ...part, file })));
  const contracts = own.filter(({ kind, node }) => kind === 'contract' && node.abstract !== true);
  const users = contracts.map(({ name, file }) => ({ name, files: reach(file, trees, new Set()) }));
  const calls = files.flatMap((file) => callsIn(trees.get(file)).map((id) => ({ id, file })));

  return contracts.flatMap(({ name: target, node }) =>
    restrictedOf(node).flatMap(({ name, selector, ids }) => {
      const from = new Set(calls.filter(({ id }) => ids.has(id)).map(({ file }) => file));
      const callers = users.filter((it) => it.name !== target && [...from].some((file) => it.files.has(file)));
      return callers.length === 0 ? [] : [{ target, name, selector, callers: callers.map((it) => it.name).sort() }];
    }),
  );
}

function partsOf(tree: Node | undefined): readonly Parts[] {
  const nodes = (tree?.nodes ?? []) as readonly Node[];
  return nodes
    .filter((it) => it.nodeType === 'ContractDefinition')
    .map((node) => ({ kind: node.contractKind as string, name: node.name as string, node }));
}

/** A contract's restricted functions, with the declarations that a caller may have referred to. */
function restrictedOf(contract: Node) {
  const functions = (contract.nodes as readonly Node[]).filter((it) => it.nodeType === 'FunctionDefinition');
  return functions
    .filter((it) => (it.modifiers as readonly Node[]).some(({ modifierName }) => nameOf(modifierName) === 'restricted'))
    .map((it) => ({
      name: it.name as string,
      selector: `0x${it.functionSelector as string}` as const,
      ids: new Set([it.id, ...((it.baseFunctions as readonly number[] | undefined) ?? [])]),
    }));
}

/** Declarations of all functions of other contracts that a file calls. */
function callsIn(tree: Node | undefined): readonly number[] {
  if (!tree) return [];
  return [...walk(tree)]
    .filter((it) => it.nodeType === 'MemberAccess' && typeof it.referencedDeclaration === 'number')
    .map((it) => it.referencedDeclaration as number);
}

/** A file and all files of ours that it imports, but for contracts that it only calls: what their code is made of. */
function reach(file: string, trees: ReadonlyMap<string, Node>, seen: Set<string>): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const nodes = (trees.get(file)?.nodes ?? []) as readonly Node[];
  for (const node of nodes) {
    const imported = node.absolutePath;
    if (node.nodeType !== 'ImportDirective' || typeof imported !== 'string') continue;
    const isPart = ({ kind, node: { abstract } }: Parts) => kind === 'library' || abstract === true;
    if (partsOf(trees.get(imported)).some(isPart)) reach(imported, trees, seen);
  }
  return seen;
}

function nameOf(value: unknown): string | null {
  return isNode(value) && typeof value.name === 'string' ? value.name : null;
}
