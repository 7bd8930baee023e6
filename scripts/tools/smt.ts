import { fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Answer, Property } from './smt/property.ts';

const FOLDER = 'scripts/tools/smt/properties';
const ROOT = join(import.meta.dirname, '../..');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { limit: { type: 'string', default: '300' }, json: { type: 'boolean', default: false } },
});

/** Prints what the compiler's model checker proved about the small pure libraries, and what it could not. */
const results: {
  readonly contract: string;
  readonly says: string;
  readonly answer: Answer;
  readonly seconds: number;
}[] = [];
for (const { property, says } of listProperties()) {
  if (positionals.length > 0 && !positionals.includes(property.contract)) continue;
  const start = performance.now();
  const answer = await ask(property, Number(values.limit) * 1_000);
  const seconds = Math.round((performance.now() - start) / 1_000);
  results.push({ contract: property.contract, says, answer, seconds });
  if (!values.json)
    console.log(`${answer.padEnd(8)} ${property.contract.padEnd(26)} ${`${seconds} s`.padStart(6)}  ${says}`);
}
const count = (answer: Answer) => results.filter((it) => it.answer === answer).length;
if (values.json) console.log(JSON.stringify(results));
else console.log(`${count('proved')} proved, ${count('refuted')} refuted, ${count('unknown')} without an answer`);
process.exitCode = count('refuted') > 0 ? 1 : 0;

/** Every contract with its notice, in the order of the files. */
function listProperties(): readonly { readonly property: Property; readonly says: string }[] {
  return readdirSync(join(ROOT, FOLDER))
    .sort()
    .flatMap((name) => {
      const file = join(FOLDER, name);
      const text = readFileSync(join(ROOT, file), 'utf8');
      const found = text.matchAll(/\/\/\/ @notice ([^\n]*)\ncontract (\w+)/g);
      return [...found].map(([, says = '', contract = '']) => ({ property: { file, contract }, says }));
    });
}

function ask(property: Property, limitMs: number): Promise<Answer> {
  const child = fork(join(import.meta.dirname, 'smt/checkProperty.ts'), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  return new Promise<Answer>((done, fail) => {
    const timer = setTimeout(() => done('unknown'), limitMs);
    child.once('message', (answer: Answer) => {
      clearTimeout(timer);
      done(answer);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      // Z3 in wasm may also run out of memory, which is no answer either.
      if (code === 0 || code === null || code > 1) done('unknown');
      else fail(new Error(`${property.contract} could not be checked`));
    });
    child.send(property);
  }).finally(() => child.kill('SIGKILL'));
}
