import type { Command } from 'commander';
import { acts } from './verb.ts';
import { number, parseSmall } from './words.ts';

/** `tilth credits`: what somebody gave, and the priority that it buys at gates. */
export function addCredits(program: Command): void {
  const credits = program
    .command('credits')
    .description('see and claim credits; they buy priority and cannot be moved');
  acts(credits, {
    name: 'show',
    text: 'credits of each kind, and the priority that they give',
    words: [],
    run: (commons) => commons.credits.show(),
  });
  acts(credits, {
    name: 'claim',
    text: "bring an operator's compute credits to its verified work (anyone may)",
    words: [number('[operator]', 'number of the operator, this one unless told')],
    run: (commons, [operatorId]) => commons.credits.claim(operatorId === undefined ? {} : { operatorId }),
  });
  acts(credits, {
    name: 'claim-share',
    text: 'claim the share that this identity has in a model as contribution credits',
    words: [{ name: '<model>', text: 'number of the model', parse: parseSmall }],
    run: (commons, [modelId]) => commons.claim({ modelId }),
  });
}
