import { useLiveStatus } from '../api/status.ts';
import { StepList } from '../features/training/StepList.tsx';
import { toHref } from '../routing/route.ts';
import { Badge } from '../ui/Badge.tsx';
import { Failure, Loading } from '../ui/Notice.tsx';
import { Screen } from '../ui/Screen.tsx';

/** The seven steps from a text to an answer, live. */
export default function OverviewPage() {
  const { status, live, failed } = useLiveStatus();
  const done = status?.steps.filter(({ state }) => state === 'done').length ?? 0;
  return (
    <Screen
      title="A text becomes part of a model that everyone owns"
      lead="People deposit texts, vote on how they are mixed, and ask the models that come out. Every step below leaves evidence that anyone can check."
    >
      {status && (
        <div className="row apart">
          <p>
            <strong>
              {done} of {status.steps.length} steps done.
            </strong>{' '}
            {status.ready ? (
              <>
                The commons is ready: <a href={toHref('deposit')}>deposit a text</a>,{' '}
                <a href={toHref('governance')}>vote</a> or <a href={toHref('ask')}>ask</a>.
              </>
            ) : (
              'The first run is on its way.'
            )}
          </p>
          <Badge tone={live ? 'good' : 'warn'}>{live ? 'live' : 'reconnecting'}</Badge>
        </div>
      )}
      {status ? <StepList steps={status.steps} /> : failed ? <NoStatus /> : <Loading what="the steps" />}
    </Screen>
  );
}

function NoStatus() {
  const error = new Error('The page server does not say how far the commons is.');
  return <Failure error={error} onRetry={() => window.location.reload()} />;
}
