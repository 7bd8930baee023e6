// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IConstitution} from "../governance/IConstitution.sol";
import {IContributorRoll} from "../governance/IContributorRoll.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {IWorkLedger} from "../work/IWorkLedger.sol";
import {ICommonsPool} from "./ICommonsPool.sol";
import {Pledges} from "./Pledges.sol";
import {StabilityPool} from "./StabilityPool.sol";

/// @notice What operators pledge and save, and the floor that it carries.
abstract contract Capacity is ICommonsPool, AccessManaged {
    using Pledges for Pledges.Book;
    using StabilityPool for StabilityPool.Book;

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
        IConstitution constitution,
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

    /// @inheritdoc ICommonsPool
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

    /// @inheritdoc ICommonsPool
    function drop(uint256 operatorId) external {
        if (_OPERATORS.isActive(operatorId)) revert PledgeKept(operatorId);
        uint256 running = _period();
        Pledges.Pledge memory last = _book.get(operatorId, running);
        if (last.units == 0 && last.nextUnits == 0 && savedBy(operatorId) == 0) revert PledgeMissing(operatorId);
        _book.put(operatorId, _OPERATORS.groupOf(operatorId), Pledges.Pledge(uint48(running), 0, 0, 0));
        _pool.close(operatorId, _today());
        emit PledgeDropped(operatorId, running);
    }

    /// @inheritdoc ICommonsPool
    function setFloor(uint64 newFloor) external restricted {
        _setFloor(newFloor);
    }

    /// @inheritdoc ICommonsPool
    function raiseMinimum(uint64 newMinimum) external restricted {
        if (newMinimum <= _minimum) revert MinimumNotHigher(_minimum, newMinimum);
        _minimum = newMinimum;
        emit MinimumRaised(newMinimum);
        if (_floor < newMinimum) _setFloor(newMinimum);
    }

    /// @inheritdoc ICommonsPool
    function setReserve(uint16 newReserve) external restricted {
        _setReserve(newReserve);
    }

    /// @inheritdoc ICommonsPool
    function pledgeOf(uint256 operatorId) external view returns (uint64, uint64) {
        Pledges.Pledge memory now_ = _book.get(operatorId, _period());
        return (now_.units, now_.nextUnits);
    }

    /// @inheritdoc ICommonsPool
    function floor() public view returns (uint64) {
        return _floor;
    }

    /// @inheritdoc ICommonsPool
    function minimum() external view returns (uint64) {
        return _minimum;
    }

    /// @inheritdoc ICommonsPool
    function period() external view returns (uint48) {
        return _PERIOD;
    }

    /// @inheritdoc ICommonsPool
    function day() external view returns (uint48) {
        return _DAY;
    }

    /// @inheritdoc ICommonsPool
    function reserve() external view returns (uint16) {
        return _reserve;
    }

    /// @inheritdoc ICommonsPool
    function range() external view returns (uint256) {
        return _rangeAt(_floor);
    }

    /// @inheritdoc ICommonsPool
    function saved() external view returns (uint256) {
        return _pool.total(_today());
    }

    /// @inheritdoc ICommonsPool
    function savedBy(uint256 operatorId) public view returns (uint256) {
        return _pool.savedBy(operatorId, _today());
    }

    /// @inheritdoc ICommonsPool
    function pledged() public view returns (uint256) {
        return _book.sums[_period()].units;
    }

    /// @inheritdoc ICommonsPool
    function headroom() public view returns (uint256) {
        return _book.sums[_period()].headroom;
    }

    /// @inheritdoc ICommonsPool
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
