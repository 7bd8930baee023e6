import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadBase } from '../../node/models/base/loadBase.ts';
import { writeBase } from '../../node/models/base/writeBase.ts';
import { createSeededRandom, type DecoderConfig, initialParameters } from '../../node/models/decoder/parameters.ts';
import { createTokenizer } from '../../node/models/decoder/tokenizer.ts';
import { trainBytePairs } from '../../node/training/bytePairs.ts';
import { createOptimiser } from '../../node/training/optimiser.ts';
import { tokenizerFile } from '../../node/training/tokenizerFile.ts';
import { readBaseText, TEXT_PACKAGES, type TextSource } from './baseText.ts';

const SPECIAL_TOKENS = ['<|pad|>', '<|begin|>', '<|end|>'];
const END = 2;
const BATCH = 4;
const SEQUENCE = 256;
const SEED = 5;
const WARM_UP_STEPS = 40;
const PEAK_RATE = 2e-3;

const config: DecoderConfig = {
  vocab_size: 4096,
  hidden_size: 256,
  intermediate_size: 688,
  num_hidden_layers: 3,
  num_attention_heads: 4,
  max_position_embeddings: SEQUENCE,
  rms_norm_eps: 1e-5,
  rope_theta: 10000,
  bos_token_id: 1,
  eos_token_id: END,
  pad_token_id: 0,
};

const { values: options } = parseArgs({
  options: {
    root: { type: 'string', default: '/' },
    output: { type: 'string', default: 'assets/base' },
    steps: { type: 'string', default: '1800' },
    threads: { type: 'string', default: '2' },
  },
});
const steps = Number(options.steps);
const output = resolve(options.output);

const sources = readTextOrExplain(options.root);
const heldOut = sources.map(({ name, documents }) => ({ name, documents: documents.filter(isHeldOut) }));
const training = sources.flatMap(({ documents }) => documents.filter((_, index) => !isHeldOut(_, index)));

const bytePairs = trainBytePairs(training.join('\n'), config.vocab_size, SPECIAL_TOKENS);
const tokenizerJson = JSON.stringify(tokenizerFile(bytePairs, SPECIAL_TOKENS));
const tokenizerConfig = {
  tokenizer_class: 'PreTrainedTokenizerFast',
  pad_token: SPECIAL_TOKENS[0],
  bos_token: SPECIAL_TOKENS[1],
  eos_token: SPECIAL_TOKENS[2],
  model_max_length: config.max_position_embeddings,
  clean_up_tokenization_spaces: false,
};
const tokenizer = createTokenizer(JSON.parse(tokenizerJson), tokenizerConfig);
const tokens = encodeDocuments(training);
const heldOutRows = heldOut.map(({ name, documents }) => ({ name, rows: cutRows(encodeDocuments(documents), 16) }));
const characters = training.reduce((sum, each) => sum + each.length, 0);
console.log(`text: ${characters} characters, ${tokens.length} tokens`);

const trainer = await createOptimiser({
  config,
  base: initialParameters(config, SEED),
  batch: BATCH,
  sequence: SEQUENCE,
  seed: SEED,
  threads: Number(options.threads),
});
const random = createSeededRandom(SEED + 1);
const started = performance.now();
let smoothLoss = 0;
for (let step = 1; step <= steps; step++) {
  const loss = await trainer.step(drawRows(), rateAt(step));
  smoothLoss = step === 1 ? loss : smoothLoss * 0.95 + loss * 0.05;
  if (step === 1 || step % 50 === 0) {
    const seconds = (performance.now() - started) / 1000;
    const speed = (step * BATCH * SEQUENCE) / seconds;
    console.log(`step ${step} loss ${smoothLoss.toFixed(3)} ${seconds.toFixed(0)} s ${speed.toFixed(0)} tokens/s`);
  }
}

const weightsHash = await writeBase(output, {
  config,
  parameters: trainer.parameters(),
  tokenizerJson,
  tokenizerConfig,
});
await trainer.release();
await printHeldOutLoss();
console.log(`weights.safetensors: sha256 ${weightsHash}`);

function isHeldOut(_: string, index: number): boolean {
  return index % 40 === 20;
}

function readTextOrExplain(root: string): TextSource[] {
  try {
    return readBaseText(root);
  } catch (cause) {
    console.error(
      `The text is missing below ${root}. On Debian 12, fetch and unpack the packages (nothing needs to be installed):\n` +
        `  mkdir text && cd text && apt-get download ${TEXT_PACKAGES.join(' ')}\n` +
        '  for each in *.deb; do dpkg-deb -x "$each" .; done\n' +
        'then run this script with --root text.',
    );
    throw cause;
  }
}

function encodeDocuments(documents: readonly string[]): Int32Array {
  return Int32Array.from(documents.flatMap((each) => [...tokenizer.encode(each), END]));
}

function cutRows(ids: Int32Array, limit: number): Int32Array[] {
  const count = Math.min(limit, Math.floor(ids.length / (SEQUENCE + 1)));
  return Array.from({ length: count }, (_, row) => ids.slice(row * (SEQUENCE + 1), (row + 1) * (SEQUENCE + 1)));
}

function drawRows(): Int32Array[] {
  return Array.from({ length: BATCH }, () => {
    const start = Math.floor(random.uniform() * (tokens.length - SEQUENCE - 1));
    return tokens.subarray(start, start + SEQUENCE + 1);
  });
}

function rateAt(step: number): number {
  const cosine = 0.5 * (1 + Math.cos((Math.PI * step) / steps));
  return PEAK_RATE * Math.min(1, step / WARM_UP_STEPS) * (0.05 + 0.95 * cosine);
}

/** Measures the weights as they are stored, rounded to half precision. */
async function printHeldOutLoss(): Promise<void> {
  const { parameters } = await loadBase(output);
  const judge = await createOptimiser({ config, base: parameters, batch: BATCH, sequence: SEQUENCE, seed: SEED });
  for (const { name, rows } of heldOutRows) {
    console.log(`held-out loss ${name}: ${(await judge.evaluate(rows)).toFixed(3)} over ${rows.length} rows`);
  }
  await judge.release();
}
