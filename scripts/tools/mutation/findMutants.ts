import { childrenOf, isNode, type Node, type Range, walk } from './ast.ts';
import type { Mutant } from './mutant.ts';
import { arithmetic, comparison, logic, offByOne } from './operators/binary.ts';
import { dropNegation, swapBranches } from './operators/choice.ts';
import type { Edit, Operator } from './operators/operator.ts';
import { dropEvent, dropGuard, dropModifier, dropWrite } from './operators/removal.ts';

const OPERATORS: readonly Operator[] = [
  comparison,
  logic,
  arithmetic,
  offByOne,
  dropModifier,
  dropGuard,
  dropEvent,
  dropWrite,
  swapBranches,
  dropNegation,
];

/** Every mutant of a file, by its syntax tree; interfaces and constants have none. */
export function findMutants(file: string, content: string, tree: Node): readonly Mutant[] {
  const bytes = Buffer.from(content);
  const textOf = ({ start, end }: Range) => bytes.subarray(start, end).toString();
  const stored = storedDeclarations(tree);
  const isStored = (id: number) => stored.has(id);
  return functionsOf(tree).flatMap(({ owner, body }) => {
    const counts = new Map<string, number>();
    return [...walk(body)].flatMap((node) =>
      OPERATORS.flatMap(({ name, edits }) =>
        edits({ node, textOf, isStored }).map((edit) => {
          const ordinal = (counts.get(name) ?? 0) + 1;
          counts.set(name, ordinal);
          return toMutant({ file, bytes, edit, id: `${owner}.${name}.${ordinal}` });
        }),
      ),
    );
  });
}

/** Functions and modifiers with the name that a reader would look for; overloads are told apart by their arity. */
function functionsOf(tree: Node): readonly { readonly owner: string; readonly body: Node }[] {
  const seen = new Set<string>();
  return childrenOf(tree)
    .flatMap((top) => (top.nodeType === 'ContractDefinition' ? childrenOf(top).map((it) => [top, it] as const) : []))
    .filter(([, it]) => /^(Function|Modifier)Definition$/.test(it.nodeType) && isNode(it.body))
    .map(([contract, it]) => {
      const plain = `${contract.name}.${it.name || it.kind}`;
      const arity = childrenOf(it.parameters as Node).length;
      const owner = seen.has(plain) ? `${plain}/${arity}` : plain;
      seen.add(plain);
      return { owner, body: it };
    });
}

/** State variables, and local references into storage. */
function storedDeclarations(tree: Node): ReadonlySet<number> {
  const isStorage = (it: Node) => it.stateVariable === true || it.storageLocation === 'storage';
  return new Set(
    [...walk(tree)].filter((it) => it.nodeType === 'VariableDeclaration' && isStorage(it)).map((it) => it.id),
  );
}

function toMutant({ file, bytes, edit, id }: { file: string; bytes: Buffer; edit: Edit; id: string }): Mutant {
  const head = bytes.subarray(0, edit.start).toString();
  const tail = bytes.subarray(edit.end).toString();
  return {
    id,
    file,
    line: head.split('\n').length,
    before: bytes.subarray(edit.start, edit.end).toString(),
    after: edit.replacement,
    content: `${head}${edit.replacement}${tail}`,
  };
}
