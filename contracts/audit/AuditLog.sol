// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IAuditLog} from "./IAuditLog.sol";

/// @notice The chain of acts and reasons.
contract AuditLog is IAuditLog, AccessManaged {
    bytes32 private _head;
    uint64 private _count;

    constructor(address authority) AccessManaged(authority) {}

    /// @inheritdoc IAuditLog
    function record(bytes32 act, bytes32 subject, uint256 caseOrActor, string calldata reason) external restricted {
        uint64 index = ++_count;
        bytes32 next = keccak256(
            abi.encode(_head, index, msg.sender, act, subject, caseOrActor, keccak256(bytes(reason)))
        );
        _head = next;
        emit Recorded(index, msg.sender, act, subject, caseOrActor, reason, next);
    }

    /// @inheritdoc IAuditLog
    function head() external view returns (bytes32, uint64) {
        return (_head, _count);
    }
}
