// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice A chamber for tests: votes that are simply set, the same at all times.
contract SetVotes {
    mapping(address account => uint256) private _votes;
    uint256 private _total;
    uint256 public groups;

    function set(address account, uint256 votes) external {
        _total = _total + votes - _votes[account];
        _votes[account] = votes;
    }

    function setGroups(uint256 number) external {
        groups = number;
    }

    function getPastVotes(address account, uint256) external view returns (uint256) {
        return _votes[account];
    }

    function getPastTotalSupply(uint256) external view returns (uint256) {
        return _total;
    }

    function getPastGroups(uint256) external view returns (uint256) {
        return groups;
    }

    function clock() external view returns (uint48) {
        return uint48(block.timestamp);
    }
}
