// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @notice A chamber for tests, roll or ledger: votes of an identity are simply set, and remembered. Everybody with votes
/// is a head; as ledger the total is heads by the heaviest weight, as roll the sum of votes.
contract SetVotes {
    using Checkpoints for Checkpoints.Trace208;

    error FutureLookup(uint256 timepoint, uint48 clock);

    mapping(uint256 identityId => Checkpoints.Trace208) private _votes;
    Checkpoints.Trace208 private _total;
    Checkpoints.Trace208 private _heads;
    mapping(uint256 identityId => bool) private _idle;
    mapping(uint256 identityId => bool) private _unseated;
    uint256 private _heaviest;
    uint48 private _openedAt;
    bool public wasOpen;

    function set(uint256 identityId, uint256 votes) external {
        uint256 before = _votes[identityId].latest();
        uint256 total = uint256(_total.latest()) + votes - before;
        uint256 heads = uint256(_heads.latest()) + (votes == 0 ? 0 : 1) - (before == 0 ? 0 : 1);
        _votes[identityId].push(clock(), SafeCast.toUint208(votes));
        _total.push(clock(), SafeCast.toUint208(total));
        _heads.push(clock(), SafeCast.toUint208(heads));
    }

    /// @dev As ledger: the weight of a full head.
    function setHeaviest(uint256 weight) external {
        _heaviest = weight;
    }

    /// @dev Whether an operator is active, as the ledger asks.
    function setIdle(uint256 identityId, bool idle) external {
        _idle[identityId] = idle;
    }

    /// @dev Whose votes are all lent to it: it votes, and has no seat.
    function setUnseated(uint256 identityId, bool unseated) external {
        _unseated[identityId] = unseated;
    }

    function setOpen(bool open) external {
        wasOpen = open;
        _openedAt = open ? clock() : 0;
    }

    function pastVotesOf(uint256 identityId, uint256 timepoint) public view returns (uint256) {
        return _votes[identityId].upperLookupRecent(_past(timepoint));
    }

    function castableVotesOf(uint256 identityId, uint256 timepoint) external view returns (uint256) {
        return _idle[identityId] ? 0 : pastVotesOf(identityId, timepoint);
    }

    function seatedAt(uint256 identityId, uint256 timepoint) external view returns (bool) {
        return !_unseated[identityId] && pastVotesOf(identityId, timepoint) != 0;
    }

    function hasVoice(uint256 identityId) external view returns (bool) {
        return !_unseated[identityId] && _votes[identityId].latest() != 0;
    }

    function openedAt(uint256) external view returns (uint48) {
        return _openedAt;
    }

    function getPastTotalSupply(uint256 timepoint) external view returns (uint256) {
        if (_heaviest != 0) return pastHeads(timepoint) * _heaviest;
        return _total.upperLookupRecent(_past(timepoint));
    }

    function pastHeads(uint256 timepoint) public view returns (uint256) {
        return _heads.upperLookupRecent(_past(timepoint));
    }

    function clock() public view returns (uint48) {
        return uint48(block.timestamp);
    }

    function _past(uint256 timepoint) private view returns (uint48) {
        if (timepoint >= clock()) revert FutureLookup(timepoint, clock());
        return uint48(timepoint);
    }
}
