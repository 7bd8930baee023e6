import type { Module, Shown } from './modules.ts';

/** A type longer than this is cut: what a schema infers says less than its field names at the start. Verbs are not. */
const LONGEST = 40;

/** One page: every module of a folder, what it gives with its text, its signature and its example. */
export function renderPage(title: string, modules: readonly Module[]): string {
  const parts = modules.map(({ path, shown }) => {
    const alone = path === title;
    const declarations = shown.map((it) => `${alone ? '##' : '###'} ${renderDeclaration(it)}`);
    return (alone ? declarations : [`## ${path}`, ...declarations]).join('\n\n');
  });
  return `# ${title}\n\n${parts.join('\n\n')}\n`;
}

/** The page that leads to the others. */
export function renderIndex(pages: readonly { readonly file: string; readonly title: string }[]): string {
  const rows = pages.map(({ file, title }) => `- [${title}](${file})`);
  return `# API\n\nWhat a program may import of Tilth, written from the sources by \`npm run docs:api\`.\n\n${rows.join('\n')}\n`;
}

function renderDeclaration(it: Shown): string {
  const throws = it.tags.filter(({ name }) => name === 'throws').map(({ text }) => `Throws ${oneLine(text)}.`);
  const examples = it.tags.filter(({ name }) => name === 'example').map(({ text }) => fence(exampleCode(text)));
  const code = [it, ...it.besides].map(({ code }) => cut(code)).join('\n\n');
  return [it.name, it.doc, fence(code), ...throws, ...examples].filter(Boolean).join('\n\n');
}

/** The code of an example, with or without its fence. */
export function exampleCode(text: string): string {
  const [, fenced] = /```\w*\n([\s\S]*?)```/.exec(text) ?? [];
  return (fenced ?? text).trim();
}

function cut(code: string): string {
  const lines = code.split('\n');
  return lines.length > LONGEST && !code.startsWith('client.')
    ? [...lines.slice(0, LONGEST), '  // ...'].join('\n')
    : code;
}

function fence(code: string): string {
  return `\`\`\`ts\n${code}\n\`\`\``;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\.$/, '');
}
