import type { AdapterCard } from '../blocks/adapterCard.ts';
import { type CardFacts, countExclusions } from './createCard.ts';

/** Writes a card as Markdown for people; texts of contributors never appear in it. */
export function renderModelCard(card: CardFacts): string {
  const { training, rows, list, snapshot, base } = card;
  return [
    `# Adapter of run ${card.runId}`,
    '',
    `A LoRA adapter (rank ${training.rank}, alpha ${training.alpha}) over base model ${base.modelId} (\`${base.weightsHash}\`),`,
    `trained under mixture policy ${card.policyId} on deposits whose consent allows training.`,
    'Weights are not untrained by a later withdrawal.',
    '',
    '## Mixture',
    '',
    ...table(
      ['register', 'voted', 'realised', 'bytes', 'tokens'],
      card.mixture.map((it) => [
        it.register,
        percent(it.votedBp),
        percent(it.realisedBp),
        `${it.bytes}`,
        `${rows.registers.find(({ register }) => register === it.register)?.tokens ?? 0}`,
      ]),
    ),
    '',
    `${list.bytes} bytes in ${list.rows} stretches; ${list.shortfall} bytes of the budget could not be filled.`,
    '',
    '## Evaluation',
    '',
    'Mean loss per token (nats) on held-out deposits, which are never trained on.',
    '',
    ...table(['register', 'deposits', 'base', 'adapter', 'change'], card.evaluation.map(toEvaluationRow)),
    '',
    '## Contributors',
    '',
    ...table(
      ['contributor', 'names', 'share', 'bytes'],
      card.attribution.shares.map((it) => [
        it.identity === 0 ? 'accounts without an identity' : `\`${it.contributor}\``,
        it.labels.map(escapeMarkdown).join(', ') || '(none given)',
        percent(it.shareBp),
        `${it.bytes}`,
      ]),
    ),
    '',
    '## Deposits used',
    '',
    ...table(
      ['deposit', 'register', 'tier', 'licence', 'bytes', 'derived from'],
      card.deposits.map((it) => [
        `\`${it.id}\``,
        it.register,
        it.tier,
        escapeMarkdown(it.licence) || '(none given)',
        `${it.bytes}`,
        it.lineage.map((edge) => `${edge.kind} \`${edge.deposit}\``).join(', '),
      ]),
    ),
    '',
    '## Left out',
    '',
    ...table(
      ['reason', 'deposits'],
      [...countExclusions([...card.excluded, ...card.refused])].map(([why, n]) => [why, `${n}`]),
    ),
    '',
    '## Recompute it',
    '',
    ...table(
      ['what', 'value'],
      [
        ['snapshot root', `\`${snapshot.root}\``],
        ['deposit logs', card.logs.map((log) => `log ${log.logId} at ${log.size}`).join(', ')],
        ['seed', `\`${card.seed}\``],
        ['consents at training', `block ${card.consents.block}, head \`${card.consents.head}\``],
        ['batch list', `\`${list.cid}\`, root \`${list.root}\``],
        ['token rows', `${rows.count}, root \`${rows.root}\`; ${rows.repeated} read again to fill the last step`],
        ['attribution root', `\`${card.attribution.root}\``],
        ['weights', `\`${card.weights}\` (${card.weightsBytes} bytes, safetensors with PEFT names)`],
        [
          'training',
          `${training.steps} steps of ${training.batch} rows of ${training.sequence} tokens, rate ${training.learningRate}`,
        ],
        [
          'adapter',
          `on ${training.targets.join(', ')}; seed ${training.seed}, a checkpoint every ${training.checkpointEvery} steps`,
        ],
        ['runtime', training.runtimeClass],
        ['checkpoints', card.checkpoints.map((it) => `step ${it.step} \`${it.state}\``).join(', ')],
      ],
    ),
    '',
  ].join('\n');
}

function toEvaluationRow(it: AdapterCard['evaluation'][number]): string[] {
  const change = it.after - it.before;
  const sign = change > 0 ? '+' : '';
  return [it.register, `${it.deposits}`, it.before.toFixed(4), it.after.toFixed(4), `${sign}${change.toFixed(4)}`];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return ['(none)'];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function percent(basisPoints: number): string {
  return `${(basisPoints / 100).toFixed(2)} %`;
}

/** Labels and licences are people's words: they must not break the table or bring markup. */
function escapeMarkdown(words: string): string {
  return words.replace(/[\r\n]+/g, ' ').replace(/[\\`*_{}[\]<>|#!]/g, '\\$&');
}
