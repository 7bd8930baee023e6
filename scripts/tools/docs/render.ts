import type { Declaration } from './declarations.ts';

/** A module by the path that its user imports, with what it declares. */
export type Module = { readonly path: string; readonly declarations: readonly Declaration[] };

/** A type longer than this is cut: what a schema infers says less than its field names at the start. */
const LONGEST = 40;

/** One page: every module of a folder, each exported thing with its text, its signature and its example. */
export function renderPage(title: string, modules: readonly Module[]): string {
  const parts = modules.map(({ path, declarations }) => {
    const shown = declarations.filter((it) => it.exported && !it.tags.some(({ name }) => name === 'internal'));
    return [`## ${path}`, ...shown.map((it) => renderDeclaration(it, declarations))].join('\n\n');
  });
  return `# ${title}\n\n${parts.join('\n\n')}\n`;
}

/** The page that leads to the others. */
export function renderIndex(pages: readonly { readonly file: string; readonly title: string }[]): string {
  const rows = pages.map(({ file, title }) => `- [${title}](${file})`);
  return `# API\n\nWhat a program may import of Tilth, written from the sources by \`npm run docs:api\`.\n\n${rows.join('\n')}\n`;
}

function renderDeclaration(it: Declaration, all: readonly Declaration[]): string {
  const throws = it.tags.filter(({ name }) => name === 'throws').map(({ text }) => `Throws ${oneLine(text)}.`);
  const examples = it.tags.filter(({ name }) => name === 'example').map(({ text }) => fence(exampleCode(text)));
  const code = [it, ...supporting(it, all)].map(({ code }) => cut(code)).join('\n\n');
  return [`### ${it.name}`, it.doc, fence(code), ...throws, ...examples].filter(Boolean).join('\n\n');
}

/** The code of an example, with or without its fence. */
export function exampleCode(text: string): string {
  const [, fenced] = /```\w*\n([\s\S]*?)```/.exec(text) ?? [];
  return (fenced ?? text).trim();
}

/** Types that a signature names and the module keeps to itself. */
function supporting(it: Declaration, all: readonly Declaration[]): readonly Declaration[] {
  const names = new Set(it.code.match(/\w+/g));
  return all.filter((other) => !other.exported && names.has(other.name));
}

function cut(code: string): string {
  const lines = code.split('\n');
  return lines.length > LONGEST ? [...lines.slice(0, LONGEST), '  // ...'].join('\n') : code;
}

function fence(code: string): string {
  return `\`\`\`ts\n${code}\n\`\`\``;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\.$/, '');
}
