import { styleText } from 'node:util';
import { loadBase } from '../../node/models/base/loadBase.ts';
import { createTokenizer } from '../../node/models/decoder/tokenizer.ts';
import { LIES, tellLies } from './tell.ts';

// Plants every lie on a real small run: the base that ships, the trainer, an auditor and a panel. Words name some of them.
const [, , ...words] = process.argv;
const wanted = LIES.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
const base = await loadBase();
const { encode } = createTokenizer(base.tokenizerJson, base.tokenizerConfig);
let missed = 0;
for await (const { name, audit, verifiers, isNoticed } of tellLies(wanted, { base, encode })) {
  missed += isNoticed ? 0 : 1;
  const mark = isNoticed ? styleText('green', 'noticed') : styleText('red', 'MISSED ');
  console.log(`${mark}  ${name}\n         audit: ${shorten(audit)}\n         panel: ${shorten(verifiers)}`);
}
console.log(missed === 0 ? `every lie of ${wanted.length} was noticed` : `${missed} of ${wanted.length} were missed`);
process.exitCode = missed === 0 ? 0 : 1;

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}
