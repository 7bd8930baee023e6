// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

/// @title Every act of those who hold power, with its reason, in one chain of hashes.
/// @notice The log judges nothing and forgets nothing: whoever has its events can check them against its head.
contract AuditLog is AccessManaged {
    /// @notice An act was recorded.
    /// @param index Its number, from 1.
    /// @param caseOrActor The case behind the act, or the identity that did it.
    event Recorded(
        uint256 indexed index,
        address indexed author,
        bytes32 indexed act,
        bytes32 subject,
        uint256 caseOrActor,
        string reason,
        bytes32 head
    );

    bytes32 private _head;
    uint64 private _count;

    constructor(address authority) AccessManaged(authority) {}

    /// @notice Records an act of the caller; only contracts that the authority names.
    /// @dev The new head is `keccak256(abi.encode(head, index, author, act, subject, caseOrActor, keccak256(reason)))`.
    /// @param caseOrActor The case behind the act, or the identity that did it.
    function record(bytes32 act, bytes32 subject, uint256 caseOrActor, string calldata reason) external restricted {
        uint64 index = ++_count;
        bytes32 next = keccak256(
            abi.encode(_head, index, msg.sender, act, subject, caseOrActor, keccak256(bytes(reason)))
        );
        _head = next;
        emit Recorded(index, msg.sender, act, subject, caseOrActor, reason, next);
    }

    /// @notice The newest head.
    /// @return digest 0 before the first act.
    function head() external view returns (bytes32, uint64) {
        return (_head, _count);
    }
}
