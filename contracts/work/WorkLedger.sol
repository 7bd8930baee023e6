// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {Chamber} from "./Chamber.sol";
import {Beacon} from "./Beacon.sol";
import {OwnVotes} from "./OwnVotes.sol";

/// @notice Verified work, and the chamber of those who did it.
contract WorkLedger is OwnVotes, AccessManaged {
    using Chamber for Chamber.Seats;
    using Checkpoints for Checkpoints.Trace208;

    /// @dev Epochs over which a mean is taken.
    uint48 private constant SPAN = 28;
    /// @dev One more vote is to be had for every so many seats.
    uint256 private constant SEATS_PER_VOTE = 6;
    /// @dev A seat ends within the reach of the sum over seats.
    uint48 private constant LONGEST = 728 days;

    IOperatorRegistry private immutable _OPERATORS;
    Beacon private immutable _BEACON;
    uint48 private immutable _WINDOW;
    uint48 private immutable _EPOCH;
    uint64 private immutable _EPOCH_CEILING;
    uint64 private immutable _START_UNITS;
    uint64 private immutable _MINIMUM_UNITS;
    uint48 private immutable _STEP_AGE;
    uint8 private immutable _MAX_WEIGHT;
    uint16 private immutable _FOUNDERS;
    uint48 private immutable _ENTRY_PERIOD;
    uint32 private immutable _GROUPS_TO_OPEN;

    /// @dev Units credited to a group in its latest epoch.
    struct Used {
        uint64 epoch;
        uint64 units;
    }

    mapping(uint256 operatorId => Checkpoints.Trace208) private _operatorUnits;
    mapping(bytes32 group => Checkpoints.Trace208) private _groupUnits;
    /// @dev What groups were credited while they sat.
    Checkpoints.Trace208 private _chamberUnits;
    mapping(bytes32 group => Used) private _used;
    Chamber.Seats private _seats;

    constructor(
        address authority,
        IOperatorRegistry operators,
        Beacon beacon,
        Settings memory all
    ) AccessManaged(authority) {
        bool timed = all.window != 0 && all.window <= LONGEST && all.epoch != 0 && all.entryPeriod != 0;
        bool counted = all.startUnits != 0 && all.epochCeiling >= all.startUnits && all.minimumUnits != 0;
        if (!timed || !counted || all.maxWeight == 0 || all.groupsToOpen == 0) revert WorkSettingsInvalid();
        (_OPERATORS, _BEACON) = (operators, beacon);
        (_WINDOW, _EPOCH, _ENTRY_PERIOD, _STEP_AGE) = (all.window, all.epoch, all.entryPeriod, all.stepAge);
        (_EPOCH_CEILING, _START_UNITS, _MINIMUM_UNITS) = (all.epochCeiling, all.startUnits, all.minimumUnits);
        (_MAX_WEIGHT, _FOUNDERS, _GROUPS_TO_OPEN) = (all.maxWeight, all.founders, all.groupsToOpen);
    }

    function credit(uint256 operatorId, uint64 units) external restricted returns (uint64 credited) {
        bytes32 group = _groupOf(operatorId);
        credited = _takeRoom(group, units);
        _add(_operatorUnits[operatorId], credited);
        _add(_groupUnits[group], credited);
        emit WorkCredited(operatorId, credited);
        if (!isInChamber(group)) return credited;
        _add(_chamberUnits, credited);
        if (_unitsIn(_groupUnits[group], clock(), _WINDOW) >= _MINIMUM_UNITS) _seat(group);
    }

    function debit(uint256 operatorId, uint64 units, uint256 caseId) external restricted {
        bytes32 group = _groupOf(operatorId);
        uint64 taken = uint64(Math.min(units, _operatorUnits[operatorId].latest()));
        _subtract(_operatorUnits[operatorId], taken);
        _subtract(_groupUnits[group], taken);
        emit WorkDebited(operatorId, taken, caseId);
        if (!isInChamber(group)) return;
        _subtract(_chamberUnits, taken);
        if (_unitsIn(_groupUnits[group], clock(), _WINDOW) < _MINIMUM_UNITS) _seats.unseat(group);
    }

    function enter(bytes32 group) external {
        _assertMaySit(group);
        uint256 index = _OPERATORS.groupIndex(group);
        if (index >= _FOUNDERS) revert GroupNotFounder(group, index);
        _seat(group);
    }

    function applyForSeat(bytes32 group) external {
        _assertMaySit(group);
        _seats.enlist(group, clock() / _ENTRY_PERIOD);
    }

    function drawEntrants(uint48 period) external {
        uint256 end = (uint256(period) + 1) * _ENTRY_PERIOD;
        bytes32 seed = clock() < end ? bytes32(0) : _BEACON.seedAfter(uint48(end));
        if (seed == 0) revert LotNotReady(period, uint48(Math.min(end, type(uint48).max)));
        (bytes32[] memory drawn, uint256 count) = _seats.draw(period, seed, _maySit);
        for (uint256 i = 0; i < count; ++i) _seat(drawn[i]);
    }

    function admit(bytes32[] calldata groups) external restricted {
        for (uint256 i = 0; i < groups.length; ++i) {
            _assertMaySit(groups[i]);
            _seat(groups[i]);
        }
    }

    function getVotes(address account) external view returns (uint256) {
        uint256 operatorId = _OPERATORS.operatorOf(account);
        return _OPERATORS.isActive(operatorId) ? _votes(operatorId, clock()) : 0;
    }

    function getPastVotes(address account, uint256 timepoint) external view returns (uint256) {
        return pastVotesOf(_OPERATORS.operatorOf(account), timepoint);
    }

    function getPastTotalSupply(uint256 timepoint) external view returns (uint256) {
        uint256 heads = pastHeads(timepoint);
        return heads * _largest(heads);
    }

    function castableVotesOf(uint256 operatorId, uint256 timepoint) external view returns (uint256) {
        return _OPERATORS.isActive(operatorId) ? pastVotesOf(operatorId, timepoint) : 0;
    }

    function wasOpen() external view returns (bool) {
        return _seats.opened;
    }

    function unitsOf(uint256 operatorId) external view returns (uint256) {
        return _operatorUnits[operatorId].latest();
    }

    function unitsAt(uint256 operatorId, uint48 time) external view returns (uint256) {
        return _operatorUnits[operatorId].upperLookupRecent(_past(time));
    }

    function settings() external view returns (Settings memory) {
        return
            Settings(
                _WINDOW,
                _EPOCH,
                _EPOCH_CEILING,
                _START_UNITS,
                _MINIMUM_UNITS,
                _STEP_AGE,
                _MAX_WEIGHT,
                _FOUNDERS,
                _ENTRY_PERIOD,
                _GROUPS_TO_OPEN
            );
    }

    function ceilingOf(bytes32 group) public view returns (uint64) {
        uint48 span = SPAN * _EPOCH;
        uint256 heads = _seats.headsAt(clock());
        uint256 own = _unitsIn(_groupUnits[group], clock(), span) / SPAN;
        uint256 net = heads == 0 ? 0 : _unitsIn(_chamberUnits, clock(), span) / (SPAN * heads);
        uint256 grown = Math.max(Math.max(_START_UNITS, net / 4), 2 * own);
        return uint64(Math.min(Math.min(grown, Math.max(_START_UNITS, 2 * net)), _EPOCH_CEILING));
    }

    function pastVotesOf(uint256 operatorId, uint256 timepoint) public view returns (uint256) {
        return _votes(operatorId, _past(timepoint));
    }

    function pastHeads(uint256 timepoint) public view returns (uint256) {
        return _seats.headsAt(_past(timepoint));
    }

    function isInChamber(bytes32 group) public view returns (bool) {
        return _seats.isSeated(group, clock());
    }

    function _seat(bytes32 group) private {
        _seats.seat(group, _WINDOW, _GROUPS_TO_OPEN);
    }

    /// @dev Never more than the ceiling in one epoch.
    function _takeRoom(bytes32 group, uint64 units) private returns (uint64 taken) {
        Used memory used = _used[group];
        uint64 epoch = clock() / _EPOCH;
        if (used.epoch != epoch) used = Used(epoch, 0);
        uint64 ceiling = ceilingOf(group);
        // What was credited in this epoch raises the mean, never lowers it; a debit or a fallen chamber may.
        uint64 room = ceiling > used.units ? ceiling - used.units : 0;
        taken = units < room ? units : room;
        used.units += taken;
        _used[group] = used;
    }

    function _add(Checkpoints.Trace208 storage trace, uint64 units) private {
        trace.push(clock(), trace.latest() + units);
    }

    /// @dev The chamber's sum does not hold what a group was credited before it sat, so it may be short.
    function _subtract(Checkpoints.Trace208 storage trace, uint64 units) private {
        uint208 before = trace.latest();
        trace.push(clock(), before > units ? before - units : 0);
    }

    function _groupOf(uint256 operatorId) private view returns (bytes32 group) {
        group = _OPERATORS.groupOf(operatorId);
        if (group == 0) revert WorkOperatorUnknown(operatorId);
    }

    function _assertMaySit(bytes32 group) private view {
        if (isInChamber(group)) revert GroupSitsAlready(group);
        if (_maySit(group)) return;
        revert GroupNotGrown(group, _OPERATORS.foundedAt(group), _unitsIn(_groupUnits[group], clock(), _WINDOW));
    }

    /// @dev Grown, with an active owner, and not seated.
    function _maySit(bytes32 group) private view returns (bool) {
        uint48 founded = _OPERATORS.foundedAt(group);
        bool grown = founded != 0 && clock() - founded >= _STEP_AGE;
        bool worked = _unitsIn(_groupUnits[group], clock(), _WINDOW) >= _MINIMUM_UNITS;
        return grown && worked && !isInChamber(group) && _OPERATORS.isActive(uint256(group));
    }

    /// @dev Only an owner's number names a group, so nobody else of it finds a seat here.
    function _votes(uint256 operatorId, uint48 time) private view returns (uint256) {
        bytes32 group = bytes32(operatorId);
        if (!_seats.isSeated(group, time)) return 0;
        if (_STEP_AGE == 0) return 1;
        uint256 worked = Math.sqrt(_unitsIn(_groupUnits[group], time, _WINDOW) / _MINIMUM_UNITS);
        uint256 steps = (time - _OPERATORS.foundedAt(group)) / _STEP_AGE;
        return Math.max(1, Math.min(_largest(_seats.headsAt(time)), Math.min(worked, steps)));
    }

    function _largest(uint256 heads) private view returns (uint256) {
        return Math.min(_MAX_WEIGHT, 1 + heads / SEATS_PER_VOTE);
    }

    /// @dev Work taken back after what it was credited for left the window counts against newer work for as long again.
    function _unitsIn(Checkpoints.Trace208 storage trace, uint48 time, uint48 span) private view returns (uint256) {
        uint256 before = time > span ? trace.upperLookupRecent(time - span) : 0;
        uint256 units = trace.upperLookupRecent(time);
        return units > before ? units - before : 0;
    }

    function _past(uint256 timepoint) private view returns (uint48) {
        if (timepoint >= clock()) revert FutureLookup(timepoint, clock());
        return uint48(timepoint);
    }
}
