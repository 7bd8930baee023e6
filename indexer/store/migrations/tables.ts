const position = 'block bigint not null, log_index integer not null, time bigint not null, transaction text not null';
const placed = `${position}, primary key (block, log_index)`;
const identified = `${position}, unique (block, log_index)`;

/** Version 1: one table per kind of event, and the content that events point to. */
export const createTables = `
create table block_mark (number bigint primary key, hash text not null, time bigint not null);
create table origin (name text primary key, value text not null);
create table chain_event (contract text not null, name text not null, arguments jsonb not null, ${placed});

create table identity (id bigint primary key, account text not null, kind integer not null, scheme text not null,
  valid_until bigint not null, ${identified});
create index on identity (account);
create table identity_change (identity_id bigint not null, change text not null, valid_until bigint, ${placed});
create index on identity_change (identity_id);
create table operator (id bigint primary key, account text not null, "group" text not null, stake numeric not null,
  ${identified});
create table operator_stake (operator_id bigint not null, change text not null, stake numeric, ${placed});
create index on operator_stake (operator_id);
create table operator_node (operator_id bigint not null, peer_key text not null, peer_id text, endpoints text,
  bound integer not null, ${placed});
create index on operator_node (operator_id);

create table head (log_id bigint not null, size bigint not null, root text not null, previous text not null,
  uri text not null, ${placed});
create unique index on head (log_id, size);
create table batch (block bigint not null, log_id bigint not null, size bigint not null, start bigint not null,
  cid text not null, frontier jsonb not null, primary key (log_id, size));
create table leaf (block bigint not null, log_id bigint not null, index bigint not null, size bigint not null,
  key text not null, cid text not null, primary key (log_id, index));
create index on leaf (key);
create index on leaf (block);
create table core (key text primary key, id text not null, label text not null, register text not null,
  declared_tier text not null, language text not null, bytes integer not null,
  contributor text not null, contributor_id text not null, created_at bigint not null, licence text not null, production text not null,
  lineage jsonb not null, notice text not null, ciphertext text not null);
create index on core (register);
create index on core (contributor);
create table withdrawal (deposit text not null, depositor text not null, ${placed});
create index on withdrawal (deposit, depositor);
create table tier_change (deposit text not null, depositor text not null, tier text not null, nonce numeric not null,
  ${placed});
create index on tier_change (deposit, depositor);

create table expert (id bigint primary key, operator_id bigint not null, domain text not null, ${identified});
create table expert_manifest (expert_id bigint not null, manifest_hash text not null, uri text not null, cid text,
  ${placed});
create index on expert_manifest (expert_id);
create table expert_retirement (expert_id bigint not null, ${placed});
create index on expert_retirement (expert_id);

create table sealed_epoch (operator_id bigint not null, epoch bigint not null, root text not null,
  count bigint not null, units numeric not null, uri text not null, ${placed});
create unique index on sealed_epoch (operator_id, epoch);
create table seed_draw (operator_id bigint not null, epoch bigint not null, seed text not null, ${placed});
create index on seed_draw (operator_id, epoch);
create table verdict_commit (operator_id bigint not null, epoch bigint not null, verifier_id bigint not null,
  commitment text not null, ${placed});
create index on verdict_commit (operator_id, epoch);
create table verdict_reveal (operator_id bigint not null, epoch bigint not null, verifier_id bigint not null,
  checked bigint not null, failed bigint not null, verdict_root text not null, uri text not null, ${placed});
create index on verdict_reveal (operator_id, epoch);
create table epoch_credit (operator_id bigint not null, epoch bigint not null, units numeric not null, ${placed});
create index on epoch_credit (operator_id, epoch);
create table credit_mint (account text not null, kind integer not null, amount numeric not null, cause text not null,
  ${placed});
create index on credit_mint (account);

create table proposal (id numeric primary key, proposer text not null, actions jsonb not null,
  vote_start bigint not null, vote_end bigint not null, description text not null, ${identified});
create table proposal_step (proposal_id numeric not null, step text not null, at bigint, ${placed});
create index on proposal_step (proposal_id);
create index on proposal_step (transaction);
create table vote (proposal_id numeric not null, voter text not null, support integer not null,
  technical_support integer not null, people numeric not null, technical numeric not null, ${placed});
create index on vote (proposal_id);

create table policy (id bigint primary key, shares jsonb not null, ${identified});
create table run (id bigint primary key, operator_id bigint not null, base_model_id bigint not null,
  policy_id bigint not null, snapshot_root text not null, consent_root text not null, seed_block bigint not null,
  uri text not null, cid text, ${identified});
create index on run (snapshot_root);
create table run_seed (run_id bigint not null, seed text not null, ${placed});
create index on run_seed (run_id);
create table base (id bigint primary key, operator_id bigint not null, weights_hash text not null, uri text not null,
  ${identified});
create table adapter (id bigint primary key, run_id bigint not null, base_model_id bigint not null,
  list_root text not null, attribution_root text not null, evaluation_hash text not null, weights_hash text not null,
  uri text not null, cid text, ${identified});
create index on adapter (run_id);
create index on adapter (base_model_id);
create table attribution_claim (model_id bigint not null, contributor text not null, share_bp integer not null,
  ${placed});
create index on attribution_claim (model_id);

create table wanted_block (block bigint not null, cid text not null, kind text not null, primary key (cid, kind, block));
create table document (cid text primary key, content jsonb not null);
create table snapshot_log (cid text not null, log_id bigint not null, size bigint not null, primary key (cid, log_id));
create table card_deposit (cid text not null, deposit text not null, bytes bigint, primary key (cid, deposit));
create index on card_deposit (deposit);
create table fetch_attempt (cid text primary key, kind text not null, attempts integer not null, next_at bigint,
  reason text not null);
`;
