// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @notice A chamber for tests: votes of an identity are simply set, and remembered.
contract SetVotes {
    using Checkpoints for Checkpoints.Trace208;

    error FutureLookup(uint256 timepoint, uint48 clock);

    mapping(uint256 identityId => Checkpoints.Trace208) private _votes;
    Checkpoints.Trace208 private _total;
    Checkpoints.Trace208 private _groups;

    function set(uint256 identityId, uint256 votes) external {
        uint256 total = uint256(_total.latest()) + votes - _votes[identityId].latest();
        _votes[identityId].push(clock(), SafeCast.toUint208(votes));
        _total.push(clock(), SafeCast.toUint208(total));
    }

    function setGroups(uint256 number) external {
        _groups.push(clock(), SafeCast.toUint208(number));
    }

    function pastVotesOf(uint256 identityId, uint256 timepoint) external view returns (uint256) {
        return _votes[identityId].upperLookupRecent(_past(timepoint));
    }

    function getPastTotalSupply(uint256 timepoint) external view returns (uint256) {
        return _total.upperLookupRecent(_past(timepoint));
    }

    function getPastGroups(uint256 timepoint) external view returns (uint256) {
        return _groups.upperLookupRecent(_past(timepoint));
    }

    function clock() public view returns (uint48) {
        return uint48(block.timestamp);
    }

    function _past(uint256 timepoint) private view returns (uint48) {
        if (timepoint >= clock()) revert FutureLookup(timepoint, clock());
        return uint48(timepoint);
    }
}
