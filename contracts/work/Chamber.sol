// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {Tide} from "../governance/Tide.sol";
import {IWorkLedger} from "./IWorkLedger.sol";

/// @notice Seats that begin with an entry and end by the clock, and the lots by which groups enter.
library Chamber {
    using Checkpoints for Checkpoints.Trace208;
    using Tide for Tide.Sum;

    /// @dev Lots drawn in one call.
    uint256 private constant BATCH = 16;

    /// @dev Applicants of one period who wait, and what is left of its places once the draw began.
    struct Lot {
        bytes32[] waiting;
        uint64 places;
        bool begun;
    }

    struct Seats {
        Tide.Sum heads;
        /// @dev From each time on, when the seat ends; 0 after a debit.
        mapping(bytes32 group => Checkpoints.Trace208) ends;
        mapping(uint48 period => Lot) lots;
        /// @dev The period and one, so that 0 says never.
        mapping(bytes32 group => uint256) applied;
        bool opened;
    }

    /// @dev Gives a group a seat, or prolongs the one it has. Ends are whole weeks, so most credits change nothing.
    function seat(Seats storage self, bytes32 group, uint48 window, uint32 groupsToOpen) internal {
        uint48 time = Time.timestamp();
        uint48 until = Tide.weekFrom(time + window);
        Checkpoints.Trace208 storage ends = self.ends[group];
        uint48 before = uint48(ends.latest());
        if (before == until) return;

        self.heads.remove(time, before);
        self.heads.add(time, until);
        ends.push(time, until);
        emit IWorkLedger.GroupSeated(group, until);
        uint256 heads = self.heads.at(time);
        if (self.opened || heads < groupsToOpen) return;
        self.opened = true;
        emit IWorkLedger.ChamberOpened(heads);
    }

    /// @dev Takes a group's seat away now.
    function unseat(Seats storage self, bytes32 group) internal {
        uint48 time = Time.timestamp();
        self.heads.remove(time, uint48(self.ends[group].latest()));
        self.ends[group].push(time, 0);
        emit IWorkLedger.GroupUnseated(group);
    }

    /// @dev Enters a group for the lot of a period.
    function enlist(Seats storage self, bytes32 group, uint48 period) internal {
        if (self.applied[group] == uint256(period) + 1) revert IWorkLedger.GroupAppliedAlready(group, period);
        self.applied[group] = uint256(period) + 1;
        self.lots[period].waiting.push(group);
        emit IWorkLedger.GroupApplied(group, period);
    }

    /// @dev Draws lots of a period. The order is the seed's; whoever may not sit is passed over.
    function draw(
        Seats storage self,
        uint48 period,
        bytes32 seed,
        function(bytes32) view returns (bool) maySit
    ) internal returns (bytes32[] memory drawn, uint256 count) {
        Lot storage lot = self.lots[period];
        bytes32[] storage waiting = lot.waiting;
        // A tenth of the chamber as it is when the draw begins.
        if (!lot.begun) (lot.begun, lot.places) = (true, uint64(Math.max(1, headsAt(self, Time.timestamp()) / 10)));
        uint256 places = lot.places;
        uint256 length = waiting.length;
        if (places == 0 || length == 0) revert IWorkLedger.LotOver(period);

        drawn = new bytes32[](BATCH);
        for (uint256 i = 0; i < BATCH && length != 0 && count < places; ++i) {
            uint256 chosen = uint256(keccak256(abi.encode(seed, period, length))) % length;
            bytes32 group = waiting[chosen];
            waiting[chosen] = waiting[--length];
            waiting.pop();
            if (maySit(group)) drawn[count++] = group;
        }
        lot.places = uint64(places - count);
    }

    /// @dev Tells whether a group sits at a time.
    function isSeated(Seats storage self, bytes32 group, uint48 time) internal view returns (bool seated) {
        return self.ends[group].upperLookupRecent(time) > time;
    }

    /// @dev Seats at a time.
    function headsAt(Seats storage self, uint48 time) internal view returns (uint256 heads) {
        return self.heads.at(time);
    }
}
