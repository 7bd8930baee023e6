// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title The equal minimum of inference that every member has, and the capacity that operators pledge for it.
/// @notice Every active person may use one floor a day, or, when capacity falls short, the same part of it. Days that a
/// member did not use add up, to a period at most, with which a new member begins, and are given from what is spare.
/// Nothing here is paid for, and no credit, contribution or nationality is read. Units are those of verified work, all
/// capacities are units a day.
///
///   supply    = pledged * (1 - reserve)
///   allotment = min(floor, (supply + stability pool + reserve) / members)
///
/// When all floors exceed the supply, priority use stops first; then the stability pool is drawn, up to the headroom that
/// its operators proved; then the reserve; only then is every floor cut by one factor. An operator serves in the same
/// order: its pledge less the reserve, its entry in the pool, its reserve.
///
/// A pledge counts up to half more than the best of the operator's own days of verified work of the last 60, or up to
/// what is given untested; and no group counts for more than a third of what the range asks (more while there are fewer
/// than five groups). It holds for the running period and the next, so that one which nobody renews ends by itself; a
/// smaller one counts from the next period on. Costs are constant, whatever the number of members and operators.
///
/// A member signs vouchers to the operator that serves it. A voucher names all units ever received from that operator, so
/// the newest replaces all before: a lost or repeated one costs nothing twice.
interface ICommonsPool {
    /// @notice Settings at birth.
    struct Settings {
        uint48 day; // seconds of a day
        uint48 period; // seconds for which a pledge is made, and that a member can save up; a multiple of the day
        uint64 floor; // units per person and day
        uint16 reserve; // basis points of the pledges kept back, 1,000 to 5,000
        uint32 range; // basis points of all floors that pledges and headroom must be for the floor to rise
        uint64 untested; // units a day that a pledge counts without any verified work
    }

    /// @notice What a member signs: `Voucher(uint256 identityId,uint256 operatorId,uint64 cumulative)`.
    struct Voucher {
        uint256 identityId;
        uint256 operatorId; // the operator that serves it
        uint64 cumulative; // units ever received from that operator
    }

    /// @notice An operator pledged capacity.
    /// @param nextUnits Units that count in the next.
    event Pledged(uint256 indexed operatorId, uint256 indexed period, uint64 units, uint64 nextUnits);
    /// @notice The pledge of an operator that is not active was struck off.
    event PledgeDropped(uint256 indexed operatorId, uint256 indexed period);
    /// @notice The floor was changed.
    event FloorSet(uint64 floor);
    /// @notice The smallest floor was raised, for good.
    event MinimumRaised(uint64 minimum);
    /// @notice The part of the pledges that is kept back was changed.
    event ReserveSet(uint16 reserve);
    /// @notice A member used part of its allotment.
    event AllotmentUsed(uint256 indexed identityId, uint256 indexed operatorId, uint64 units, uint64 cumulative);
    /// @notice A voucher of a batch was left out; the others were taken.
    /// @param reason Selector of the error that it met.
    event VoucherSkipped(uint256 indexed identityId, uint256 indexed operatorId, bytes4 reason);

    /// @notice A day, whole days in a period, and a floor are needed.
    error CommonsSettingsInvalid(uint48 day, uint48 period, uint64 floor);
    /// @notice Only days of the last 60 that are over prove capacity.
    error DayOutOfReach(uint256 day);
    /// @notice Pledges and headroom do not carry such a floor through the losses that are planned for.
    error RangeTooSmall(uint256 range, uint256 needed);
    /// @notice The reserve is 1,000 to 5,000 basis points.
    error ReserveOutOfBounds(uint16 reserve);
    /// @notice The floor is below the smallest one.
    error FloorBelowMinimum(uint64 floor, uint64 minimum);
    /// @notice The smallest floor only rises.
    error MinimumNotHigher(uint64 current, uint64 proposed);
    /// @notice The operator is active and keeps its pledge.
    error PledgeKept(uint256 operatorId);
    /// @notice The operator has no pledge.
    error PledgeMissing(uint256 operatorId);
    /// @notice Only the operator that the voucher names may redeem it.
    error NotVoucherOperator();
    /// @notice Only active persons have an allotment.
    error NotMember();
    /// @notice The voucher is not signed by the member's account.
    error VoucherSignatureInvalid();
    /// @notice The voucher names no more units than were redeemed.
    error NothingToRedeem();
    /// @notice The member has less left than the voucher asks for.
    error AllotmentExceeded();
    /// @notice Every voucher needs its signature.
    error LengthMismatch(uint256 vouchers, uint256 signatures);

    /// @notice Pledges capacity of the caller, who must be an active operator, for this period and the next.
    /// @param unitsPerDay Units; less than pledged before counts from the next period on.
    /// @param provenOn Number of a day of the last 60 on which the operator was credited most, which proves its capacity; 0
    /// for none. Unix time divided by the length of a day.
    function pledge(uint64 unitsPerDay, uint256 provenOn) external;

    /// @notice Strikes off the pledge of an operator that is not active. Anyone may call.
    function drop(uint256 operatorId) external;

    /// @notice Changes the floor of all members.
    /// @param newFloor Units per person and day, at least the minimum; more than now only within the range.
    function setFloor(uint64 newFloor) external;

    /// @notice Raises the smallest floor, for good, and the floor with it where that is lower.
    /// @param newMinimum More than now.
    function raiseMinimum(uint64 newMinimum) external;

    /// @notice Changes the part of the pledges that is kept back.
    /// @param newReserve Basis points, 1,000 to 5,000.
    function setReserve(uint16 newReserve) external;

    /// @notice Counts what members received from the caller against their allotments. A voucher that meets an error is left
    /// out and told by an event.
    /// @param signatures One per voucher.
    /// @return units How much was new, all together.
    function redeemMany(Voucher[] calldata vouchers, bytes[] calldata signatures) external returns (uint256 units);

    /// @notice What a member may use now: the same for all who used the same; 0 for whoever is not an active person.
    function available(uint256 identityId) external view returns (uint256 units);
    /// @notice What every member has a day: the floor, or less when pool and reserve cannot make up for pledges.
    function allotment() external view returns (uint256 units);
    /// @notice The part of the floor that every member has, in basis points: 10,000 unless capacity falls short.
    function factor() external view returns (uint256 basisPoints);

    /// @notice Supply beyond all floors that nobody used today, for saved days and for uses that have priority.
    /// @return units 0 while all floors take more than the supply.
    function priorityCapacity() external view returns (uint256 units);

    /// @notice Units a day pledged for the running period.
    function pledged() external view returns (uint256 units);
    /// @notice Capacity that the operators proved beyond their pledges.
    function headroom() external view returns (uint256 units);
    /// @notice What the stability pool holds today.
    function saved() external view returns (uint256 units);
    /// @notice What an operator has saved by serving less than it pledged.
    function savedBy(uint256 operatorId) external view returns (uint256 units);

    /// @notice Pledges, and headroom up to half of them, beside one floor for every member. Below 18,000 the commons should
    /// look for operators.
    /// @return basisPoints 10,000 when they are just the floors.
    function range() external view returns (uint256 basisPoints);

    /// @notice An operator's pledge.
    function pledgeOf(uint256 operatorId) external view returns (uint64 units, uint64 nextUnits);
    /// @notice Members who have an allotment: voices seated a second ago.
    function activeMembers() external view returns (uint256 total);
    /// @notice Units that a member received from an operator, as far as redeemed.
    function redeemed(uint256 operatorId, uint256 identityId) external view returns (uint64 cumulative);
    /// @notice The floor in force, in units per person and day.
    function floor() external view returns (uint64 units);
    /// @notice The smallest floor that a vote may set.
    function minimum() external view returns (uint64 units);
    /// @notice Seconds for which a pledge is made, and that a member can save up.
    function period() external view returns (uint48 length);
    /// @notice Seconds of a day.
    function day() external view returns (uint48 length);
    /// @notice Part of the pledges that is kept back, in basis points from 1,000 to 5,000.
    function reserve() external view returns (uint16 basisPoints);
}
