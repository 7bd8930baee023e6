import { DirectoryView } from '../features/experts/DirectoryView.tsx';
import { useDirectory } from '../features/experts/useDirectory.ts';
import { QueryView } from '../ui/QueryView.tsx';
import { Screen } from '../ui/Screen.tsx';

/** Who serves what, right now. */
export default function ExpertsPage() {
  const query = useDirectory();
  return (
    <Screen
      title="Experts and nodes"
      lead="Small models on many machines. Any gate may ask any expert; this is how one gate sees them now."
    >
      <QueryView
        query={query}
        what="the directory"
        isEmpty={({ nodes }) => nodes.length === 0}
        empty="No node has announced itself yet. They do so every few seconds."
      >
        {({ nodes }) => <DirectoryView nodes={nodes} />}
      </QueryView>
    </Screen>
  );
}
