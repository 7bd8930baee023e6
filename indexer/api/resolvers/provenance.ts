import { desc, eq, inArray, sql } from 'drizzle-orm';
import type { run } from '../../store/tables/training.ts';
import { deposit, model } from '../../store/tables/views.ts';
import type { Context } from '../context.ts';
import { createGraph, type Graph } from '../provenanceGraph.ts';
import { readExposures } from './deposits.ts';
import { findModel, findRun } from './training.ts';

type DepositRow = typeof deposit.$inferSelect;
type RunRow = typeof run.$inferSelect;

/** The PROV graph around one thing. */
export const provenanceResolvers = { Query: { provenance: readProvenance } };

async function readProvenance(_: unknown, { id }: { id: string }, context: Context) {
  const graph = createGraph();
  const found = await addStart(graph, id, context);
  return found ? graph.toResult() : null;
}

async function addStart(graph: Graph, id: string, context: Context): Promise<boolean> {
  const [kind, value = ''] = id.split(':', 2);
  if (kind === 'sub') return addDepositAndRuns(graph, id, context);
  if (/^0x[0-9a-fA-F]{40}$/.test(id)) return addContributor(graph, id.toLowerCase(), context);
  const number = /^\d{1,9}$/.test(value) ? Number(value) : -1;
  if (kind === 'run') return addRun(graph, await findRun(number, context), context);
  if (kind === 'snapshot') return addSnapshot(graph, value.toLowerCase(), context);
  if (kind !== 'model') return false;
  const row = await findModel(number, context);
  if (row?.runId) return addRun(graph, await findRun(row.runId, context), context);
  if (row) addBase(graph, row.id);
  return row !== null;
}

async function addDepositAndRuns(graph: Graph, id: string, context: Context): Promise<boolean> {
  const [row] = await context.database.select().from(deposit).where(eq(deposit.id, id));
  if (!row) return false;
  addDeposit(graph, row);
  for (const { runId, trained } of await readExposures(row, undefined, context)) {
    const exposed = await findRun(runId, context);
    if (!exposed) continue;
    await addRunItself(graph, exposed, context);
    graph.edge('hadMember', `snapshot:${exposed.snapshotRoot}`, row.id);
    if (trained) graph.edge('used', `run:${exposed.id}`, row.id);
  }
  return true;
}

async function addContributor(graph: Graph, account: string, context: Context): Promise<boolean> {
  const rows = await context.database
    .select()
    .from(deposit)
    .where(eq(deposit.contributor, account))
    .orderBy(desc(deposit.anchoredBlock), desc(deposit.index))
    .limit(graph.limit);
  for (const row of rows) addDeposit(graph, row);
  return rows.length > 0;
}

async function addSnapshot(graph: Graph, root: string, context: Context): Promise<boolean> {
  const found = await context.database.execute(sql`select id from run where snapshot_root = ${root} order by id`);
  for (const one of found.rows) await addRun(graph, await findRun(Number(one.id), context), context);
  return found.rows.length > 0;
}

/** A run with the deposits that its card names. */
async function addRun(graph: Graph, row: RunRow | null, context: Context): Promise<boolean> {
  if (!row) return false;
  await addRunItself(graph, row, context);
  const named = await context.database.execute(sql`
    select named.deposit from card_deposit named join adapter on adapter.cid = named.cid
    where adapter.run_id = ${row.id} order by named.deposit limit ${graph.limit}`);
  const ids = named.rows.map((one) => String(one.deposit));
  if (ids.length === 0) return true;
  const rows = await context.database.select().from(deposit).where(inArray(deposit.id, ids)).orderBy(deposit.id);
  for (const one of rows) {
    addDeposit(graph, one);
    graph.edge('hadMember', `snapshot:${row.snapshotRoot}`, one.id);
    graph.edge('used', `run:${row.id}`, one.id);
  }
  return true;
}

async function addRunItself(graph: Graph, row: RunRow, { database }: Context): Promise<void> {
  const id = `run:${row.id}`;
  const snapshot = `snapshot:${row.snapshotRoot}`;
  graph.node({ id: snapshot, prov: 'Entity', type: 'snapshot', label: `Snapshot ${row.snapshotRoot.slice(0, 10)}` });
  graph.node({ id, prov: 'Activity', type: 'run', label: `Run ${row.id}` });
  graph.node({
    id: `operator:${row.operatorId}`,
    prov: 'Agent',
    type: 'operator',
    label: `Operator ${row.operatorId}`,
  });
  addBase(graph, row.baseModelId);
  graph.edge('used', id, snapshot);
  graph.edge('used', id, `model:${row.baseModelId}`);
  graph.edge('wasAssociatedWith', id, `operator:${row.operatorId}`);
  for (const one of await database.select().from(model).where(eq(model.runId, row.id))) {
    const adapter = `model:${one.id}`;
    graph.node({ id: adapter, prov: 'Entity', type: 'adapter', label: `Adapter ${one.id}` });
    graph.edge('wasGeneratedBy', adapter, id);
    graph.edge('wasDerivedFrom', adapter, `model:${row.baseModelId}`);
  }
}

function addBase(graph: Graph, id: number): void {
  graph.node({ id: `model:${id}`, prov: 'Entity', type: 'base', label: `Base ${id}` });
}

/** The act that ended a deposit: its manifest stays, and nobody may use it any more. */
function addWithdrawal(graph: Graph, { id, contributor, label }: DepositRow): void {
  const withdrawal = `withdrawal:${id}`;
  graph.node({ id: withdrawal, prov: 'Activity', type: 'withdrawal', label: `Withdrawal of ${label || 'a text'}` });
  graph.edge('wasInvalidatedBy', id, withdrawal);
  graph.edge('wasAssociatedWith', withdrawal, contributor);
}

function addDeposit(graph: Graph, row: DepositRow): void {
  const label = row.label === '' ? row.register : row.label;
  graph.node({ id: row.id, prov: 'Entity', type: 'deposit', label, withdrawn: row.withdrawnAt !== null });
  graph.node({ id: row.contributor, prov: 'Agent', type: 'contributor', label: row.contributor });
  graph.edge('wasAttributedTo', row.id, row.contributor);
  if (row.withdrawnAt !== null) addWithdrawal(graph, row);
  for (const { kind, deposit: parent } of row.lineage) {
    graph.node({ id: parent, prov: 'Entity', type: 'deposit', label: kind });
    graph.edge('wasDerivedFrom', row.id, parent);
  }
}
