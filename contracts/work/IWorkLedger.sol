// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC5805} from "@openzeppelin/contracts/interfaces/IERC5805.sol";

/// @title The technical chamber: weight from verified work.
/// @notice A group's weight is the square root of its units in a trailing window, shared among its operators in
/// proportion to their units, so declared splitting gains nothing; no group holds more than a capped share, and none below
/// the minimum of units holds any. It falls to zero by itself when the group is idle.
/// Weight cannot be delegated. The total may lag behind idleness until somebody syncs; it is never too small.
interface IWorkLedger is IERC5805 {
    /// @notice Settings at birth.
    /// @param window Seconds over which work counts.
    /// @param groupCap Largest share of the total one group may hold, in basis points.
    /// @param epoch Seconds of one crediting epoch.
    /// @param epochCeiling Most units one operator is credited per epoch.
    /// @param minimumUnits Units in the window below which a group has no weight.
    struct Settings {
        uint48 window;
        uint16 groupCap;
        uint48 epoch;
        uint64 epochCeiling;
        uint64 minimumUnits;
    }

    /// @notice Verified work was credited.
    /// @param operatorId The operator that did it.
    /// @param units How much.
    event WorkCredited(uint256 indexed operatorId, uint64 units);
    /// @notice A group's share of the total was brought up to date.
    /// @param group The group.
    /// @param weight Its weight now.
    event GroupSynced(bytes32 indexed group, uint256 weight);

    /// @notice Technical weight is not delegable.
    error NotDelegable();
    /// @notice Only the past has fixed votes.
    error FutureLookup(uint256 timepoint, uint48 clock);
    /// @notice A setting is zero or exceeds the whole.
    error WorkSettingsInvalid();
    /// @notice No such operator.
    error WorkOperatorUnknown(uint256 operatorId);

    /// @notice Credits verified work up to the epoch's ceiling; what exceeds it is not credited later.
    /// @param operatorId The operator that did it.
    /// @param units How much.
    /// @return credited How much was credited.
    function credit(uint256 operatorId, uint64 units) external returns (uint64 credited);

    /// @notice Brings a group's share of the total up to date; anyone may call.
    /// @param group The group.
    function sync(bytes32 group) external;

    /// @notice Votes of an operator at a past time, whatever account acts for it.
    /// @param operatorId The operator.
    /// @param timepoint Unix time in the past.
    /// @return votes Its share of its group's weight.
    function pastVotesOf(uint256 operatorId, uint256 timepoint) external view returns (uint256 votes);

    /// @notice Past votes that may be cast now: none while the operator is not active.
    /// @param operatorId The operator.
    /// @param timepoint Unix time in the past.
    /// @return votes 0, or 1 to the largest weight.
    function castableVotesOf(uint256 operatorId, uint256 timepoint) external view returns (uint256 votes);

    /// @notice Groups that sat in the chamber at a time.
    /// @param timepoint Unix time in the past.
    /// @return heads Their number.
    function pastHeads(uint256 timepoint) external view returns (uint256 heads);

    /// @notice A group's weight at a past time.
    /// @param group The group.
    /// @param timepoint Unix time in the past.
    /// @return weight Its weight.
    function groupWeightAt(bytes32 group, uint256 timepoint) external view returns (uint256 weight);

    /// @notice Groups with weight at a past time, as far as synced.
    /// @param timepoint Unix time in the past.
    /// @return groups Their number.
    function getPastGroups(uint256 timepoint) external view returns (uint256 groups);

    /// @notice Units an operator was ever credited.
    /// @param operatorId The operator.
    /// @return units The sum.
    function unitsOf(uint256 operatorId) external view returns (uint256 units);

    /// @notice Units an operator had been credited at a past time.
    /// @param operatorId The operator.
    /// @param time Unix time in the past.
    /// @return units The sum.
    function unitsAt(uint256 operatorId, uint48 time) external view returns (uint256 units);

    /// @notice Settings at birth.
    /// @return all Window, cap, ceiling and minimum.
    function settings() external view returns (Settings memory all);
}
