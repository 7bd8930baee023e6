import { zeroAddress } from 'viem';
import { useContentLink } from '../../api/useContentLink.ts';
import { Badge } from '../../ui/Badge.tsx';
import { BarChart } from '../../ui/BarChart.tsx';
import { Card } from '../../ui/Card.tsx';
import { formatShare } from '../../ui/formatShare.ts';
import { formatTime } from '../../ui/formatTime.ts';
import { Identifier } from '../../ui/Identifier.tsx';
import { useAccountName } from '../../wallet/useAccountName.ts';
import type { Model } from './models.ts';

/** One model: where it came from, what it learned, and whose texts are in it. */
export function ModelCard({ model }: { readonly model: Model }) {
  return (
    <Card
      title={model.kind === 'base' ? `Base model ${model.id}` : `Adapter ${model.id}`}
      aside={model.containsWithdrawn > 0 ? <Badge tone="warn">holds {model.containsWithdrawn} withdrawn</Badge> : null}
    >
      <p className="soft">{describeOrigin(model)}</p>
      <ModelFacts model={model} />
      <div className="columns">
        <Losses model={model} />
        <Contributors model={model} />
      </div>
    </Card>
  );
}

function describeOrigin({ base, run, policy, registeredAt }: Model): string {
  const since = `Registered ${formatTime(registeredAt)}.`;
  if (!base || !run) return since;
  return `Made from base model ${base.id} by run ${run.id} under mixture ${policy?.id ?? 'unknown'}. ${since}`;
}

function ModelFacts({ model }: { readonly model: Model }) {
  const linkTo = useContentLink();
  return (
    <dl className="facts small">
      <dt>Card</dt>
      <dd>
        <Identifier value={model.uri} what="card" href={linkTo(model.uri)} />
      </dd>
      <dt>Weights</dt>
      <dd>
        <Identifier value={model.weightsHash} what="weights hash" />
      </dd>
      {model.run && (
        <>
          <dt>Corpus snapshot</dt>
          <dd>
            <Identifier value={model.run.snapshotRoot} what="snapshot root" />
          </dd>
        </>
      )}
      <dt>Transaction</dt>
      <dd>
        <Identifier value={model.transaction} what="transaction" />
      </dd>
    </dl>
  );
}

function Losses({ model }: { readonly model: Model }) {
  const bars = model.losses.flatMap(({ register, before, after }) =>
    after === null ? [] : [{ label: register, value: after, ...(before === null ? {} : { before }) }],
  );
  if (bars.length === 0) return null;
  return (
    <BarChart
      title="Loss on texts it never saw (lower is better)"
      bars={bars}
      format={(value) => value.toFixed(2)}
      legend={['before', 'after']}
    />
  );
}

function Contributors({ model }: { readonly model: Model }) {
  const accountName = useAccountName();
  if (model.attribution.length === 0) return null;
  const bars = [...model.attribution]
    .sort((a, b) => b.basisPoints - a.basisPoints)
    .map(({ contributor, basisPoints }) => ({
      label: contributor === zeroAddress ? 'accounts without an identity' : accountName(contributor),
      value: basisPoints,
    }));
  return <BarChart title="Contributors' shares" bars={bars} format={formatShare} />;
}
