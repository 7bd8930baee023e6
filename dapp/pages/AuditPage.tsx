import { CHECKS } from '../features/audit/commands.ts';
import { LogTable } from '../features/audit/LogTable.tsx';
import { type IndexStatus, useIndexStatus } from '../features/audit/useIndexStatus.ts';
import { Card } from '../ui/Card.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Failure } from '../ui/Notice.tsx';
import { QueryView } from '../ui/QueryView.tsx';
import { Screen } from '../ui/Screen.tsx';

/** What anyone can recompute, and how. */
export default function AuditPage() {
  const query = useIndexStatus();
  return (
    <Screen title="Audit" lead="Do not trust this page: recompute what it says. Everything needed is public.">
      <QueryView query={query} what="the state of the index">
        {(answer) => (
          <>
            <Counts answer={answer} />
            <Card title="Deposit logs">
              {answer.logs.length === 0 ? (
                <p className="soft">No log is anchored yet.</p>
              ) : (
                <LogTable logs={answer.logs} />
              )}
            </Card>
          </>
        )}
      </QueryView>
      <Card title="Check it yourself">
        {CHECKS.map(({ title, words, command }) => (
          <div key={title} className="stack tight">
            <h3>{title}</h3>
            <p className="soft">{words}</p>
            <div className="row">
              <code className="break">{command}</code>
              <CopyButton value={command} what="command" />
            </div>
          </div>
        ))}
      </Card>
    </Screen>
  );
}

function Counts({ answer: { status } }: { readonly answer: IndexStatus }) {
  return (
    <Card title="The commons in figures" aside={<span className="soft small">block {status.block}</span>}>
      {status.problem && <Failure error={new Error(status.problem)} />}
      {status.lag > 5 && <p role="status">The index is {status.lag} blocks behind the chain.</p>}
      <dl className="figures">
        {Object.entries(status.counts).map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{Number(count).toLocaleString()}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
