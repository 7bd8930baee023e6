const position = 'block bigint not null, log_index integer not null, time bigint not null, transaction text not null';
const placed = `${position}, primary key (block, log_index)`;

/** Version 4: verifiers are drawn for an audit with a name of its own; credits, and shares of models, are of identities. */
export const createAudits = `
drop table seed_draw;
drop table verdict_commit;
drop table verdict_reveal;
create table audit (key text not null, operator_id bigint not null, number bigint not null, is_run boolean not null,
  seed text not null, ${placed});
create index on audit (key);
create index on audit (operator_id);
create table audit_panel (key text not null, stage integer not null, verifiers jsonb not null,
  commit_until bigint not null, reveal_until bigint not null, ${placed});
create index on audit_panel (key);
create table audit_step (key text not null, step text not null, verifier_id bigint, ${placed});
create index on audit_step (key);
create table verdict_commit (key text not null, verifier_id bigint not null, commitment text not null, ${placed});
create index on verdict_commit (key);
create table verdict_reveal (key text not null, verifier_id bigint not null, checked bigint not null,
  failed bigint not null, verdict_root text not null, uri text not null, ${placed});
create index on verdict_reveal (key);
create table run_verification (run_id bigint not null, ${placed});
create index on run_verification (run_id);
create table work_change (operator_id bigint not null, units numeric not null, ${placed});
create index on work_change (operator_id);
create table restriction (source text not null, kind text not null, subject text not null, until bigint, case_id numeric,
  ${placed});
create index on restriction (subject);

alter table run drop column seed_block;

drop view credit_account;
drop table credit_mint;
create table credit_mint (identity_id bigint not null, kind integer not null, amount numeric not null,
  cause text not null, ${placed});
create index on credit_mint (identity_id);
create table credit_claim (identity_id bigint not null, units numeric not null, ${placed});
create index on credit_claim (identity_id);
create view credit_account as
select identity_state.account, identity_state.id as identity_id,
  coalesce(minted.contribution, 0) as contribution, coalesce(claimed.units, 0) as compute,
  coalesce(minted.stewardship, 0) as stewardship
from identity_state
left join lateral (
  select sum(amount) filter (where kind = 0) as contribution, sum(amount) filter (where kind = 2) as stewardship
  from credit_mint where identity_id = identity_state.id
) minted on true
left join lateral (
  select units from credit_claim where identity_id = identity_state.id order by block desc, log_index desc limit 1
) claimed on true
where minted.contribution is not null or minted.stewardship is not null or claimed.units is not null;

drop table attribution_claim;
create table attribution_claim (model_id bigint not null, identity_id bigint not null, share_bp integer not null,
  ${placed});
create index on attribution_claim (model_id);
`;
