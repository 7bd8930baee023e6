// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {IDepositLog} from "./IDepositLog.sol";

/// @title DepositLog
/// @notice Deposits anchored in batches.
contract DepositLog is IDepositLog {
    /// @dev Newest size and its time; the root is read from `_roots`.
    struct Head {
        uint64 size;
        uint64 time;
    }

    IOperatorRegistry private immutable _OPERATORS;
    mapping(uint256 logId => Head) private _heads;
    mapping(uint256 logId => mapping(uint64 size => bytes32 root)) private _roots;

    constructor(IOperatorRegistry operators) {
        _OPERATORS = operators;
    }

    /// @inheritdoc IDepositLog
    function anchor(bytes32 root, uint64 size, string calldata uri) external {
        uint256 logId = _OPERATORS.activeOperatorOf(msg.sender);
        if (root == 0) revert RootMissing();
        uint64 current = _heads[logId].size;
        if (size <= current) revert LogNotGrown(logId, current, size);

        _heads[logId] = Head(size, uint64(block.timestamp));
        _roots[logId][size] = root;
        emit Anchored(logId, size, root, _roots[logId][current], uri);
    }

    /// @inheritdoc IDepositLog
    function head(uint256 logId) external view returns (bytes32 root, uint64 size, uint64 time) {
        Head storage newest = _heads[logId];
        return (_roots[logId][newest.size], newest.size, newest.time);
    }

    /// @inheritdoc IDepositLog
    function rootAt(uint256 logId, uint64 size) external view returns (bytes32) {
        return _roots[logId][size];
    }
}
