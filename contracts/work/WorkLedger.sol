// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {IWorkLedger} from "./IWorkLedger.sol";

/// @title WorkLedger
/// @notice Verified work as votes of the technical chamber.
contract WorkLedger is IWorkLedger, AccessManaged {
    using Checkpoints for Checkpoints.Trace208;

    /// @dev Weight is isqrt(units * SCALE), so that shares inside a group keep six digits.
    uint256 private constant SCALE = 1e12;
    uint16 private constant WHOLE = 10_000;

    IOperatorRegistry private immutable _OPERATORS;
    uint48 private immutable _WINDOW;
    uint16 private immutable _GROUP_CAP;
    uint48 private immutable _EPOCH;
    uint64 private immutable _EPOCH_CEILING;
    uint64 private immutable _MINIMUM_UNITS;

    /// @dev Units credited to an operator in its latest epoch.
    struct Used {
        uint64 epoch;
        uint64 units;
    }

    mapping(uint256 operatorId => Checkpoints.Trace208) private _operatorUnits;
    mapping(bytes32 group => Checkpoints.Trace208) private _groupUnits;
    mapping(bytes32 group => uint256) private _synced;
    mapping(uint256 operatorId => Used) private _used;
    Checkpoints.Trace208 private _total;
    Checkpoints.Trace208 private _groups;

    constructor(address authority, IOperatorRegistry operators, Settings memory all) AccessManaged(authority) {
        bool valid = all.window != 0 && all.groupCap != 0 && all.groupCap <= WHOLE;
        if (!valid || all.epoch == 0 || all.epochCeiling == 0) revert WorkSettingsInvalid();
        _OPERATORS = operators;
        _WINDOW = all.window;
        _GROUP_CAP = all.groupCap;
        _EPOCH = all.epoch;
        _EPOCH_CEILING = all.epochCeiling;
        _MINIMUM_UNITS = all.minimumUnits;
    }

    /// @inheritdoc IWorkLedger
    function credit(uint256 operatorId, uint64 units) external restricted returns (uint64 credited) {
        bytes32 group = _OPERATORS.groupOf(operatorId);
        if (group == 0) revert WorkOperatorUnknown(operatorId);
        credited = _takeRoom(operatorId, units);
        _grow(_operatorUnits[operatorId], credited);
        _grow(_groupUnits[group], credited);
        emit WorkCredited(operatorId, credited);
        _sync(group);
    }

    /// @inheritdoc IWorkLedger
    function sync(bytes32 group) external {
        _sync(group);
    }

    /// @inheritdoc IVotes
    function delegate(address) external pure {
        revert NotDelegable();
    }

    /// @inheritdoc IVotes
    function delegateBySig(address, uint256, uint256, uint8, bytes32, bytes32) external pure {
        revert NotDelegable();
    }

    /// @inheritdoc IVotes
    function delegates(address account) external pure returns (address) {
        return account;
    }

    /// @inheritdoc IVotes
    function getVotes(address account) external view returns (uint256) {
        return _votes(_OPERATORS.operatorOf(account), clock());
    }

    /// @inheritdoc IVotes
    function getPastVotes(address account, uint256 timepoint) external view returns (uint256) {
        return _votes(_OPERATORS.operatorOf(account), _past(timepoint));
    }

    /// @inheritdoc IVotes
    function getPastTotalSupply(uint256 timepoint) external view returns (uint256) {
        return _total.upperLookupRecent(_past(timepoint));
    }

    /// @inheritdoc IWorkLedger
    function getPastGroups(uint256 timepoint) external view returns (uint256) {
        return _groups.upperLookupRecent(_past(timepoint));
    }

    /// @inheritdoc IWorkLedger
    function pastVotesOf(uint256 operatorId, uint256 timepoint) external view returns (uint256) {
        return _votes(operatorId, _past(timepoint));
    }

    /// @inheritdoc IWorkLedger
    function groupWeightAt(bytes32 group, uint256 timepoint) external view returns (uint256) {
        return _weight(_unitsIn(_groupUnits[group], _past(timepoint)));
    }

    /// @inheritdoc IWorkLedger
    function unitsOf(uint256 operatorId) external view returns (uint256) {
        return _operatorUnits[operatorId].latest();
    }

    /// @inheritdoc IWorkLedger
    function unitsAt(uint256 operatorId, uint48 time) external view returns (uint256) {
        return _operatorUnits[operatorId].upperLookupRecent(_past(time));
    }

    /// @inheritdoc IWorkLedger
    function settings() external view returns (Settings memory) {
        return Settings(_WINDOW, _GROUP_CAP, _EPOCH, _EPOCH_CEILING, _MINIMUM_UNITS);
    }

    /// @inheritdoc IERC6372
    function clock() public view returns (uint48) {
        return Time.timestamp();
    }

    /// @inheritdoc IERC6372
    function CLOCK_MODE() external pure returns (string memory) {
        return "mode=timestamp";
    }

    /// @dev Never more than the ceiling in one epoch.
    function _takeRoom(uint256 operatorId, uint64 units) private returns (uint64 taken) {
        Used memory used = _used[operatorId];
        uint64 epoch = clock() / _EPOCH;
        if (used.epoch != epoch) used = Used(epoch, 0);
        uint64 room = _EPOCH_CEILING - used.units;
        taken = units < room ? units : room;
        used.units += taken;
        _used[operatorId] = used;
    }

    function _grow(Checkpoints.Trace208 storage trace, uint64 units) private {
        trace.push(clock(), trace.latest() + units);
    }

    /// @dev The total keeps each group's weight of its last credit or sync. A weight only falls between those, so the
    /// total is never below the sum of the true weights.
    function _sync(bytes32 group) private {
        uint48 time = clock();
        uint256 before = _synced[group];
        uint256 weight = _weight(_unitsIn(_groupUnits[group], time));
        if (weight == before) return;
        _synced[group] = weight;
        // Square roots of 208-bit sums fit into 208 bits.
        _total.push(time, uint208(_total.latest() + weight - before));
        if (before == 0) _groups.push(time, _groups.latest() + 1);
        else if (weight == 0) _groups.push(time, _groups.latest() - 1);
        emit GroupSynced(group, weight);
    }

    function _votes(uint256 operatorId, uint48 time) private view returns (uint256) {
        uint256 own = _unitsIn(_operatorUnits[operatorId], time);
        if (own == 0) return 0;
        uint256 ofGroup = _unitsIn(_groupUnits[_OPERATORS.groupOf(operatorId)], time);
        uint256 cap = Math.mulDiv(_total.upperLookupRecent(time), _GROUP_CAP, WHOLE);
        return Math.mulDiv(Math.min(_weight(ofGroup), cap), own, ofGroup);
    }

    function _unitsIn(Checkpoints.Trace208 storage trace, uint48 time) private view returns (uint256) {
        uint256 start = time > _WINDOW ? trace.upperLookupRecent(time - _WINDOW) : 0;
        return trace.upperLookupRecent(time) - start;
    }

    function _past(uint256 timepoint) private view returns (uint48) {
        if (timepoint >= clock()) revert FutureLookup(timepoint, clock());
        return uint48(timepoint);
    }

    function _weight(uint256 units) private view returns (uint256) {
        return units < _MINIMUM_UNITS ? 0 : Math.sqrt(units * SCALE);
    }
}
