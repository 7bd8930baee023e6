import { WholeText } from '../features/deposits/WholeText.tsx';
import { AnswerView } from '../features/gates/AnswerView.tsx';
import { AskForm } from '../features/gates/AskForm.tsx';
import { useAsk } from '../features/gates/useAsk.ts';
import { Failure } from '../ui/Notice.tsx';
import { Screen } from '../ui/Screen.tsx';

/** Ask the experts of the commons. */
export default function AskPage() {
  const { mutation, text, stop } = useAsk();
  const asked = mutation.isPending || mutation.isSuccess || text !== '';
  return (
    <Screen
      title="Ask"
      lead="A gate asks several small experts at once. You see who answered, who differs, and which texts stand behind it."
    >
      <AskForm busy={mutation.isPending} onAsk={mutation.mutate} onStop={stop} />
      {mutation.error && <Failure error={mutation.error} />}
      {asked && (
        <AnswerView
          text={text}
          streaming={mutation.isPending}
          provenance={mutation.data ?? null}
          renderWhole={(id) => <WholeText id={id} isPublic />}
        />
      )}
    </Screen>
  );
}
