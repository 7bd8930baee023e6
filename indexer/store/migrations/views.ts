/** Version 2: what is in force now, read from the rows of what happened. */
export const createViews = `
create view deposit as
select core.*,
  coalesce(changed.tier, core.declared_tier) as tier,
  place.log_id, place.index, place.size as anchored_size, place.root as anchored_root, place.time as anchored_at,
  place.block as anchored_block, place.transaction, gone.time as withdrawn_at
from core
join lateral (
  select leaf.log_id, leaf.index, leaf.size, head.root, head.time, head.block, head.transaction
  from leaf join head on head.log_id = leaf.log_id and head.size = leaf.size
  where leaf.key = core.key order by head.block, head.log_index, leaf.index limit 1
) place on true
left join lateral (
  select tier from tier_change where deposit = core.key and depositor = core.contributor
  order by block desc, log_index desc limit 1
) changed on true
left join lateral (
  select time from withdrawal where deposit = core.key and depositor = core.contributor
  order by block, log_index limit 1
) gone on true;

create view identity_state as
select identity.block, identity.log_index, identity.time, identity.id, identity.account, identity.kind, identity.scheme,
  coalesce(renewed.valid_until, identity.valid_until) as valid_until,
  coalesce(last.change = 'revoked', false) as revoked,
  coalesce(last.change = 'renewed', true) as valid
from identity
left join lateral (
  select valid_until from identity_change where identity_id = identity.id and change = 'renewed'
  order by block desc, log_index desc limit 1
) renewed on true
left join lateral (
  select change from identity_change where identity_id = identity.id order by block desc, log_index desc limit 1
) last on true;

create view operator_state as
select operator.block, operator.log_index, operator.time, operator.id, operator.account, operator."group",
  coalesce(last.stake, staked.stake, operator.stake) as stake,
  coalesce(last.change = 'bonded', true) as active
from operator
left join lateral (
  select change, stake from operator_stake where operator_id = operator.id order by block desc, log_index desc limit 1
) last on true
left join lateral (
  select stake from operator_stake where operator_id = operator.id and stake is not null
  order by block desc, log_index desc limit 1
) staked on true;

create view expert_state as
select expert.block, expert.log_index, expert.time, expert.id, expert.operator_id, expert.domain,
  last.manifest_hash, last.uri, last.cid, last.time as updated_at,
  not exists (select 1 from expert_retirement gone where gone.expert_id = expert.id) as active,
  document.content as manifest
from expert
join lateral (
  select manifest_hash, uri, cid, time from expert_manifest where expert_id = expert.id
  order by block desc, log_index desc limit 1
) last on true
left join document on document.cid = last.cid;

create view credit_account as
select account,
  coalesce(sum(amount) filter (where kind = 0), 0) as contribution,
  coalesce(sum(amount) filter (where kind = 1), 0) as compute,
  coalesce(sum(amount) filter (where kind = 2), 0) as stewardship
from credit_mint group by account;

create view model as
select block, log_index, time, transaction, id, 'base' as kind, operator_id, weights_hash, uri,
  null::bigint as run_id, null::bigint as base_model_id, null::bigint as policy_id, null::text as list_root,
  null::text as attribution_root, null::text as evaluation_hash, null::jsonb as card
from base
union all
select adapter.block, adapter.log_index, adapter.time, adapter.transaction, adapter.id, 'adapter', run.operator_id,
  adapter.weights_hash, adapter.uri, adapter.run_id, adapter.base_model_id, run.policy_id, adapter.list_root,
  adapter.attribution_root, adapter.evaluation_hash, document.content
from adapter
join run on run.id = adapter.run_id
left join document on document.cid = adapter.cid;
`;
