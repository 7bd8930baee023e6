/** Version 5: a leaf is a deposit when its contributor signed it; what nobody signed is none, whichever log names it. */
export const createSignatures = `
alter table leaf add column signed_at bigint not null default 0;
alter table leaf add column expires_at bigint not null default 0;
alter table leaf add column signature text not null default '0x';
create table leaf_check (block bigint not null, log_id bigint not null, index bigint not null, holds boolean not null,
  reason text not null, primary key (log_id, index));
create view signed_leaf as
select leaf.* from leaf
join leaf_check on leaf_check.log_id = leaf.log_id and leaf_check.index = leaf.index and leaf_check.holds;

drop view deposit;
create view deposit as
select core.*,
  coalesce(changed.tier, core.declared_tier) as tier,
  place.log_id, place.index, place.size as anchored_size, place.root as anchored_root, place.time as anchored_at,
  place.block as anchored_block, place.transaction, gone.time as withdrawn_at
from core
join lateral (
  select leaf.log_id, leaf.index, leaf.size, head.root, head.time, head.block, head.transaction
  from signed_leaf leaf join head on head.log_id = leaf.log_id and head.size = leaf.size
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
`;
