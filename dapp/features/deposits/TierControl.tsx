import { useState } from 'react';
import { tier as changeTier } from '../../../client/tier.ts';
import { isLowering, PERMISSIONS, parseTier, TIERS, type Tier } from '../../../protocol/manifest/tier.ts';
import { useAct } from '../../api/useIndex.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Failure } from '../../ui/Notice.tsx';
import { useActing } from '../../wallet/useActing.ts';
import { NoticeCheck } from './NoticeCheck.tsx';

export type TierControlProps = { readonly id: string; readonly tier: Tier };

/** Changes what may be done with a deposit from now on: the wallet signs, a gate puts it on chain. */
export function TierControl({ id, tier }: TierControlProps) {
  const acting = useActing();
  const [chosen, setChosen] = useState<Tier | null>(null);
  const [hasAgreed, setHasAgreed] = useState(false);
  const change = useAct((to: Tier) => changeTier(acting, { id, tier: to }));
  // What allows more than before is agreed to as a deposit is.
  const isRaising = chosen !== null && chosen !== tier && !isLowering(tier, chosen);
  // The gate took it; the index tells of it when it read the block.
  const isOnItsWay = change.isSuccess && change.data.tier !== tier;
  return (
    <details>
      <summary>Change the tier</summary>
      <div className="stack tight">
        <Field label="What may be done with it from now on" hint={PERMISSIONS[chosen ?? tier].words}>
          {(ids) => (
            <select
              {...ids}
              value={chosen ?? ''}
              onChange={(event) => {
                setChosen(parseTier(event.target.value));
                setHasAgreed(false);
              }}
            >
              <option value="" disabled>
                Now {tier}
              </option>
              {TIERS.filter((it) => it !== tier).map((it) => (
                <option key={it}>{it}</option>
              ))}
            </select>
          )}
        </Field>
        <p className="small soft">{chosen && describe(tier, chosen)}</p>
        {isRaising && <NoticeCheck tier={chosen} value={hasAgreed} onChange={setHasAgreed} />}
        <div>
          <Button
            disabled={chosen === null || chosen === tier || (isRaising && !hasAgreed)}
            busy={change.isPending || isOnItsWay}
            onClick={() => chosen && change.mutate(chosen)}
          >
            Sign and change
          </Button>
        </div>
        {change.error && <Failure error={change.error} />}
      </div>
    </details>
  );
}

function describe(from: Tier, to: Tier): string {
  if (!isLowering(from, to)) return 'This allows what was not allowed before.';
  return 'This takes effect within seconds. Models already trained are marked, not untrained.';
}
