// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Constitution} from "../governance/Constitution.sol";
import {IContributorRoll} from "../governance/IContributorRoll.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {IWorkLedger} from "../work/IWorkLedger.sol";
import {Pledges} from "./Pledges.sol";
import {StabilityPool} from "./StabilityPool.sol";

/// @notice What operators pledge and save, and the floor that it carries.
abstract contract Capacity is AccessManaged {
    using Pledges for Pledges.Book;
    using StabilityPool for StabilityPool.Book;

    /// @notice Settings at birth.
    struct Settings {
        uint48 day; // seconds of a day
        uint48 period; // seconds for which a pledge is made, and that a member can save up; a multiple of the day
        uint64 floor; // units per person and day
        uint16 reserve; // basis points of the pledges kept back, 1,000 to 5,000
        uint32 range; // basis points of all floors that pledges and headroom must be for the floor to rise
        uint64 untested; // units a day that a pledge counts without any verified work
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

    uint256 internal constant WHOLE = 10_000;
    uint16 private constant LEAST_RESERVE = 1_000;
    uint16 private constant MOST_RESERVE = 5_000;
    /// @dev Of what the range asks, the part that one group may stand for; and what is added to an equal part.
    uint256 private constant LARGEST_GROUP = 3_333;
    uint256 private constant ABOVE_EQUAL = 1_000;
    /// @dev While a commons is being founded, pledges are counted as if it had so many members.
    uint256 private constant LEAST_MEMBERS = 25;
    /// @dev For how many days verified work proves capacity.
    uint256 private constant PROOF = 60;

    IOperatorRegistry internal immutable _OPERATORS;
    IContributorRoll private immutable _ROLL;
    IWorkLedger private immutable _LEDGER;
    uint48 internal immutable _DAY;
    uint48 internal immutable _PERIOD;
    uint32 private immutable _RANGE;
    uint64 private immutable _UNTESTED;
    uint64 private _floor;
    uint64 private _minimum;
    uint16 internal _reserve;
    Pledges.Book internal _book;
    StabilityPool.Book internal _pool;

    constructor(
        IOperatorRegistry operators,
        IIdentityRegistry identities,
        IWorkLedger ledger,
        Constitution constitution,
        Settings memory all
    ) {
        if (all.day == 0 || all.period < all.day || all.period % all.day != 0 || all.floor == 0) {
            revert CommonsSettingsInvalid(all.day, all.period, all.floor);
        }
        (_OPERATORS, _ROLL, _LEDGER) = (operators, identities.roll(), ledger);
        (_DAY, _PERIOD, _RANGE, _UNTESTED) = (all.day, all.period, all.range, all.untested);
        _minimum = constitution.limits().minCommonsFloor;
        _setFloor(all.floor);
        _setReserve(all.reserve);
    }

    /// @notice Pledges capacity of the caller, who must be an active operator, for this period and the next.
    /// @param unitsPerDay Units; less than pledged before counts from the next period on.
    /// @param provenOn Number of a day of the last 60 on which the operator was credited most, which proves its capacity; 0
    /// for none. Unix time divided by the length of a day.
    function pledge(uint64 unitsPerDay, uint256 provenOn) external {
        uint256 operatorId = _OPERATORS.activeOperatorOf(msg.sender);
        bytes32 group = _OPERATORS.groupOf(operatorId);
        uint256 running = _period();
        uint256 proven = provenOn == 0 ? 0 : _creditedOn(operatorId, provenOn);
        uint256 units = Math.min(unitsPerDay, Math.max((proven * 3) / 2, _UNTESTED));
        uint256 most = _mostOfGroup();
        _pool.turn(_book, operatorId, _terms());
        Pledges.Pledge memory last = _book.get(operatorId, running);
        Pledges.Pledge memory next = Pledges.Pledge(uint48(running), last.units, 0, 0);
        // What was pledged for the running period stays, unless it is more now.
        uint256 room = _book.roomOf(group, running, last.units, most);
        if (Math.min(units, room) > last.units) next.units = uint64(Math.min(units, room));
        next.nextUnits = uint64(Math.min(units, _book.roomOf(group, running + 1, last.nextUnits, most)));
        // Whoever stands for nothing longer has no headroom either.
        if (next.nextUnits != 0 && proven > next.units) {
            next.headroom = uint64(Math.min(proven - next.units, type(uint64).max));
        }
        _book.put(operatorId, group, next);
        emit Pledged(operatorId, running, next.units, next.nextUnits);
    }

    /// @notice Strikes off the pledge of an operator that is not active. Anyone may call.
    function drop(uint256 operatorId) external {
        if (_OPERATORS.isActive(operatorId)) revert PledgeKept(operatorId);
        uint256 running = _period();
        Pledges.Pledge memory last = _book.get(operatorId, running);
        if (last.units == 0 && last.nextUnits == 0 && savedBy(operatorId) == 0) revert PledgeMissing(operatorId);
        _book.put(operatorId, _OPERATORS.groupOf(operatorId), Pledges.Pledge(uint48(running), 0, 0, 0));
        _pool.close(operatorId, _today());
        emit PledgeDropped(operatorId, running);
    }

    /// @notice Changes the floor of all members.
    /// @param newFloor Units per person and day, at least the minimum; more than now only within the range.
    function setFloor(uint64 newFloor) external restricted {
        _setFloor(newFloor);
    }

    /// @notice Raises the smallest floor, for good, and the floor with it where that is lower.
    /// @param newMinimum More than now.
    function raiseMinimum(uint64 newMinimum) external restricted {
        if (newMinimum <= _minimum) revert MinimumNotHigher(_minimum, newMinimum);
        _minimum = newMinimum;
        emit MinimumRaised(newMinimum);
        if (_floor < newMinimum) _setFloor(newMinimum);
    }

    /// @notice Changes the part of the pledges that is kept back.
    /// @param newReserve Basis points, 1,000 to 5,000.
    function setReserve(uint16 newReserve) external restricted {
        _setReserve(newReserve);
    }

    /// @notice An operator's pledge.
    function pledgeOf(uint256 operatorId) external view returns (uint64, uint64) {
        Pledges.Pledge memory now_ = _book.get(operatorId, _period());
        return (now_.units, now_.nextUnits);
    }

    /// @notice The floor in force, in units per person and day.
    function floor() public view returns (uint64) {
        return _floor;
    }

    /// @notice The smallest floor that a vote may set.
    function minimum() external view returns (uint64) {
        return _minimum;
    }

    /// @notice Seconds for which a pledge is made, and that a member can save up.
    function period() external view returns (uint48) {
        return _PERIOD;
    }

    /// @notice Seconds of a day.
    function day() external view returns (uint48) {
        return _DAY;
    }

    /// @notice Part of the pledges that is kept back, in basis points from 1,000 to 5,000.
    function reserve() external view returns (uint16) {
        return _reserve;
    }

    /// @notice Pledges, and headroom up to half of them, beside one floor for every member. Below 18,000 the commons should
    /// look for operators.
    /// @return basisPoints 10,000 when they are just the floors.
    function range() external view returns (uint256) {
        return _rangeAt(_floor);
    }

    /// @notice What the stability pool holds today.
    function saved() external view returns (uint256) {
        return _pool.total(_today());
    }

    /// @notice What an operator has saved by serving less than it pledged.
    function savedBy(uint256 operatorId) public view returns (uint256) {
        return _pool.savedBy(operatorId, _today());
    }

    /// @notice Units a day pledged for the running period.
    function pledged() public view returns (uint256) {
        return _book.sums[_period()].units;
    }

    /// @notice Capacity that the operators proved beyond their pledges.
    function headroom() public view returns (uint256) {
        return _book.sums[_period()].headroom;
    }

    /// @notice Members who have an allotment: voices seated a second ago.
    function activeMembers() public view returns (uint256) {
        return _ROLL.members();
    }

    /// @dev All that may be given out today: pledges, the reserve with them, and the pool up to proven headroom.
    function _most() internal view returns (uint256) {
        uint256 drawn = _pool.daily[_today()].drawn;
        return pledged() + Math.min(_pool.total(_today()) + drawn, headroom());
    }

    function _terms() internal view returns (StabilityPool.Terms memory) {
        return StabilityPool.Terms(_today(), _PERIOD / _DAY, activeMembers() * _floor, WHOLE - _reserve);
    }

    function _period() private view returns (uint256) {
        return block.timestamp / _PERIOD;
    }

    function _today() internal view returns (uint256) {
        return block.timestamp / _DAY;
    }

    function _setFloor(uint64 newFloor) private {
        if (newFloor < _minimum) revert FloorBelowMinimum(newFloor, _minimum);
        // At birth there are no pledges yet; from then on a floor rises only where they carry it.
        bool rises = _floor != 0 && newFloor > _floor;
        if (rises && _rangeAt(newFloor) < _RANGE) revert RangeTooSmall(_rangeAt(newFloor), _RANGE);
        _floor = newFloor;
        emit FloorSet(newFloor);
    }

    function _setReserve(uint16 newReserve) private {
        if (newReserve < LEAST_RESERVE || newReserve > MOST_RESERVE) revert ReserveOutOfBounds(newReserve);
        _reserve = newReserve;
        emit ReserveSet(newReserve);
    }

    /// @dev Headroom counts for half of the pledges at most, so that these carry ordinary days alone.
    function _rangeAt(uint256 atFloor) private view returns (uint256) {
        uint256 all = activeMembers() * atFloor;
        uint256 units = pledged();
        return all == 0 ? type(uint256).max : ((units + Math.min(headroom(), units / 2)) * WHOLE) / all;
    }

    /// @dev What one group may pledge. It follows the members, not the pledges: a part of what pledgers move is no bound.
    function _mostOfGroup() private view returns (uint256) {
        uint256 members = Math.max(activeMembers(), LEAST_MEMBERS);
        uint256 share = Math.max(LARGEST_GROUP, WHOLE / Math.max(1, _OPERATORS.groupCount()) + ABOVE_EQUAL);
        return (Math.min(share, WHOLE) * _RANGE * members * _floor) / (WHOLE * WHOLE);
    }

    function _creditedOn(uint256 operatorId, uint256 number) private view returns (uint256) {
        uint256 today = _today();
        if (number >= today || number + PROOF < today) revert DayOutOfReach(number);
        uint256 before = _LEDGER.unitsAt(operatorId, uint48(number * _DAY - 1));
        uint256 later = _LEDGER.unitsAt(operatorId, uint48((number + 1) * _DAY - 1));
        return later > before ? later - before : 0;
    }
}
