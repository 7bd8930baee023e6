// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC5805} from "@openzeppelin/contracts/interfaces/IERC5805.sol";

/// @title The technical chamber: groups that did verified work.
/// @notice A group is its owner, and the owner alone votes for it. A grown group (old enough, active, and with enough units
/// in a trailing window) takes a seat: the founding ones at once, later ones by lot, a tenth of the chamber a period, or by
/// a decision of both chambers. A seat ends by itself a window after the last credit that found its group with enough
/// units, so weight falls to zero without a transaction; a debit that leaves too few ends it at once.
/// @dev Whoever sits has 1 to rho votes, rho = min(maxWeight, 1 + heads / 6): the least of rho, the root of its units as a
/// multiple of the minimum, and its age in steps. So one group's share is at most rho / (rho + heads - 1), whatever it
/// worked. Votes and heads at a past time never change. Nothing can be delegated.
interface IWorkLedger is IERC5805 {
    /// @notice Settings at birth.
    struct Settings {
        uint48 window; // seconds over which work counts, at most two years
        uint48 epoch; // seconds of one crediting epoch
        uint64 epochCeiling; // most units one group is credited per epoch, whatever it did before
        uint64 startUnits; // units per epoch that every group may be credited
        uint64 minimumUnits; // units in the window that a seat needs
        uint48 stepAge; // seconds of age that a seat, and each further vote, needs; 0 gives every seat one vote
        uint8 maxWeight; // most votes of a seat
        uint16 founders; // the first so many groups enter without a lot
        uint48 entryPeriod; // seconds of one period of entry
        uint32 groupsToOpen; // seats from which the chamber is open
    }

    /// @notice Verified work was credited.
    event WorkCredited(uint256 indexed operatorId, uint64 units);
    /// @notice Work was taken back from now on.
    /// @param caseId The court's case, or the audit that proved a fault.
    event WorkDebited(uint256 indexed operatorId, uint64 units, uint256 indexed caseId);
    /// @notice A group took a seat, or its seat was prolonged.
    event GroupSeated(bytes32 indexed group, uint48 until);
    /// @notice A group lost its seat because work was taken back.
    event GroupUnseated(bytes32 indexed group);
    /// @notice A group takes part in a period's lot.
    event GroupApplied(bytes32 indexed group, uint48 indexed period);
    /// @notice The chamber reached the number of seats from which it is open.
    event ChamberOpened(uint256 heads);

    /// @notice Technical weight is not delegable.
    error NotDelegable();
    /// @notice Only the past has fixed votes.
    error FutureLookup(uint256 timepoint, uint48 clock);
    /// @notice A setting is zero or too large.
    error WorkSettingsInvalid();
    /// @notice No such operator.
    error WorkOperatorUnknown(uint256 operatorId);
    /// @notice The group is unknown, too young, worked too little, or its owner is not active.
    error GroupNotGrown(bytes32 group, uint48 founded, uint256 units);
    /// @notice The group sits in the chamber.
    error GroupSitsAlready(bytes32 group);
    /// @notice The group is none of the founders; it applies for the lot.
    error GroupNotFounder(bytes32 group, uint256 index);
    /// @notice The group takes part in this period's lot already.
    error GroupAppliedAlready(bytes32 group, uint48 period);
    /// @notice The period is not over, or the beacon has not decided it yet.
    error LotNotReady(uint48 period, uint48 end);
    /// @notice Nobody waits in this period's lot any more, or all its places are taken.
    error LotOver(uint48 period);

    /// @notice Credits verified work up to the group's ceiling; what exceeds it is not credited later. Only spot checks.
    function credit(uint256 operatorId, uint64 units) external returns (uint64 credited);

    /// @notice Takes credited work back from now on, never below nothing. Only spot checks.
    /// @param caseId The court's case, or the audit that proved a fault.
    function debit(uint256 operatorId, uint64 units, uint256 caseId) external;

    /// @notice Seats a grown group of the founders. Anyone may call.
    function enter(bytes32 group) external;
    /// @notice Enters a grown group for the lot of the running period. Anyone may call.
    function applyForSeat(bytes32 group) external;

    /// @notice Seats those that the beacon draws among a past period's applicants: a tenth of the chamber, at least one.
    /// Anyone may call; each call draws up to 16 lots, and one that is no longer grown takes no place.
    function drawEntrants(uint48 period) external;

    /// @notice Seats grown groups without a lot. Only the timelock, after a vote of both chambers.
    function admit(bytes32[] calldata groups) external;

    /// @notice Most units that the group is credited in this epoch: `min(max(start, net / 4, 2 x own), max(start, 2 x net),
    /// epochCeiling)`, own and net being the mean per epoch of the last 28, of the group and of a group in the chamber.
    /// @return units The ceiling; what was credited in this epoch counts towards it.
    function ceilingOf(bytes32 group) external view returns (uint64 units);

    /// @notice Votes that an operator had at a past time as the owner of a group in the chamber; 0, or 1 to rho.
    function pastVotesOf(uint256 operatorId, uint256 timepoint) external view returns (uint256 votes);
    /// @notice Past votes that may be cast now: none while the operator is not active; 0, or 1 to rho.
    function castableVotesOf(uint256 operatorId, uint256 timepoint) external view returns (uint256 votes);
    /// @notice Groups that sat in the chamber at a past time.
    function pastHeads(uint256 timepoint) external view returns (uint256 heads);
    /// @notice Tells whether the chamber ever was open.
    function wasOpen() external view returns (bool open);
    /// @notice Tells whether a group sits in the chamber now.
    function isInChamber(bytes32 group) external view returns (bool seated);
    /// @notice Units of an operator: credited and not taken back.
    function unitsOf(uint256 operatorId) external view returns (uint256 units);
    /// @notice Units that an operator had at a past time.
    function unitsAt(uint256 operatorId, uint48 time) external view returns (uint256 units);
    /// @notice Settings at birth.
    function settings() external view returns (Settings memory all);
}
