import type { Client } from '../../client/createClient.ts';
import { loadBase } from '../../node/models/base/loadBase.ts';
import { createDecoder } from '../../node/runtime/decoder.ts';
import type { Figure } from './figure.ts';

const TOKENS = 96;
const ROUNDS = 8;
const QUESTION = 'It was a truth universally acknowledged';

/** Tokens per second of one request at a time: through gate and libp2p, beside the runtime alone, turn by turn in one run. */
export async function compareThroughput(commons: Client): Promise<readonly Figure[]> {
  const { nodes } = await commons.directory();
  const decoders = nodes.flatMap(({ experts }) => experts).filter((it) => it.kind === 'decoder');
  const model = decoders[0]?.id;
  if (!model) throw new Error('the commons serves no decoder');
  const runtime = await createDecoder({ base: await loadBase() });
  const alone: number[] = [];
  const through: number[] = [];
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      const one = await tokensPerSecond(() => generateAlone(runtime, round));
      const two = await tokensPerSecond(() => generateThrough(commons, model, round));
      if (round === 0) continue; // both are warm from here on
      alone.push(one);
      through.push(two);
    }
  } finally {
    await runtime.close();
  }
  const [peer, value] = [median(alone), median(through)];
  const share = Math.round((1000 * value) / peer) / 10;
  return [
    {
      name: 'tokens/s through gate and libp2p',
      value: Math.round(value),
      unit: 'tok/s',
      target: '>= 95 % of the runtime alone',
      peer: `runtime alone ${Math.round(peer)} tok/s, ratio ${share} %`,
      met: share >= 95,
    },
  ];
}

async function tokensPerSecond(generate: () => Promise<number>): Promise<number> {
  const started = performance.now();
  const tokens = await generate();
  return (tokens * 1000) / (performance.now() - started);
}

async function generateAlone(runtime: Awaited<ReturnType<typeof createDecoder>>, seed: number): Promise<number> {
  let tokens = 0;
  const request = { prompt: `${QUESTION}\n`, maxTokens: TOKENS, temperature: 0.7, seed };
  for await (const _ of runtime.generate(request)) tokens += 1;
  return tokens;
}

async function generateThrough(commons: Client, model: string, seed: number): Promise<number> {
  const { tilth } = await commons.ask({ question: QUESTION, model, maxTokens: TOKENS, temperature: 0.7, seed });
  return tilth.usage.outputTokens;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
