const position = 'block bigint not null, log_index integer not null, time bigint not null, transaction text not null';
const placed = `${position}, primary key (block, log_index)`;

/** Version 3: identities change account and are suspended, stakes are burnt, runs name the consents they saw. */
export const createStanding = `
create table rekey (identity_id bigint not null, old_account text not null, new_account text not null, ${placed});
create index on rekey (identity_id);
create table operator_slash (operator_id bigint not null, amount numeric not null, case_id numeric not null, ${placed});
create index on operator_slash (operator_id);
alter table run add column consent_head text not null default '';

drop view identity_state;
create view identity_state as
select identity.block, identity.log_index, identity.time, identity.id,
  coalesce(moved.new_account, identity.account) as account, identity.kind, identity.scheme,
  coalesce(renewed.valid_until, identity.valid_until) as valid_until,
  coalesce(last.change = 'revoked', false) as revoked,
  coalesce(last.change = 'renewed', true) as valid,
  suspended.until as suspended_until
from identity
left join lateral (
  select new_account from rekey where identity_id = identity.id order by block desc, log_index desc limit 1
) moved on true
left join lateral (
  select valid_until from identity_change where identity_id = identity.id and change = 'renewed'
  order by block desc, log_index desc limit 1
) renewed on true
left join lateral (
  select change from identity_change where identity_id = identity.id and change <> 'suspended'
  order by block desc, log_index desc limit 1
) last on true
left join lateral (
  select max(valid_until) as until from identity_change where identity_id = identity.id and change = 'suspended'
) suspended on true;

drop view operator_state;
create view operator_state as
select operator.block, operator.log_index, operator.time, operator.id,
  coalesce(moved.new_account, operator.account) as account, operator."group",
  coalesce(staked.stake, operator.stake) - coalesce(burnt.amount, 0) as stake,
  coalesce(last.change = 'bonded', true) as active
from operator
left join lateral (
  select new_account from rekey where identity_id = operator.id order by block desc, log_index desc limit 1
) moved on true
left join lateral (
  select change from operator_stake where operator_id = operator.id order by block desc, log_index desc limit 1
) last on true
left join lateral (
  select stake, block, log_index from operator_stake where operator_id = operator.id and stake is not null
  order by block desc, log_index desc limit 1
) staked on true
left join lateral (
  select sum(amount) as amount from operator_slash where operator_id = operator.id
  and (block, log_index) > (coalesce(staked.block, 0), coalesce(staked.log_index, 0))
) burnt on true;
`;
