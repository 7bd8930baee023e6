/** One declaration of a module, as the compiler's declaration file has it. */
export type Declaration = {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'const' | 'type';
  readonly exported: boolean;
  /** Text of its doc comment, without its tags. */
  readonly doc: string;
  /** Tags in order, such as `throws`, with their text. */
  readonly tags: readonly { readonly name: string; readonly text: string }[];
  readonly code: string;
};

const START = /^(\/\*\*|(export )?(declare )?(abstract )?(function|class|const|type|interface)\b|import\b|export\b)/;
const NAMED = /^(export )?(?:declare )?(?:abstract )?(function|class|const|type|interface) (\w+)/;

/** Reads a declaration file that tsc wrote: a statement begins in the first column, and nothing inside it does. */
export function readDeclarations(text: string): readonly Declaration[] {
  const statements: string[] = [];
  for (const line of text.split('\n')) {
    const last = statements.at(-1);
    if (last === undefined || START.test(line)) statements.push(line);
    else statements[statements.length - 1] = `${last}\n${line}`;
  }
  return statements.flatMap((statement, i) => {
    const [, exported, word, name] = NAMED.exec(statement) ?? [];
    if (!word || !name) return [];
    const before = statements[i - 1] ?? '';
    const kind = word === 'interface' ? 'type' : (word as Declaration['kind']);
    const comment = readComment(before.startsWith('/**') ? before : '');
    return [{ name, kind, exported: exported !== undefined, ...comment, code: toCode(statement) }];
  });
}

/** The doc comment of a statement or a member, taken apart into its text and its tags. */
function readComment(comment: string): Pick<Declaration, 'doc' | 'tags'> {
  const text = comment
    .replace(/^\s*\/\*\*|\*\/\s*$/g, '')
    .replace(/^[ \t]*\* ?/gm, '')
    .trim();
  const [doc = '', ...tags] = text.split(/(?:^|\s)@(?=(?:throws|example|param|returns|internal|see)\b)/);
  return {
    doc: doc.trim(),
    tags: tags.map((tag) => {
      const [name = ''] = /^\w+/.exec(tag) ?? [];
      return { name, text: tag.slice(name.length).trim() };
    }),
  };
}

function toCode(statement: string): string {
  return statement
    .replace(/^export /, '')
    .replace(/^declare /, '')
    .trim();
}
