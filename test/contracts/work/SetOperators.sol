// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";

/// @notice Operators and identities that a test sets as it likes; an operator's number is its identity's.
contract SetOperators {
    struct Slash {
        uint256 operatorId;
        uint16 shareBp;
        uint256 caseId;
    }

    mapping(address account => uint256) public identityOf;
    mapping(address account => uint256) public boundTo;
    mapping(uint256 operatorId => address) public accountOf;
    mapping(uint256 operatorId => bytes32) public groupOf;
    mapping(uint256 operatorId => bool) public isActive;
    mapping(uint256 operatorId => bool) public fallen;
    mapping(bytes32 group => uint48) public foundedAt;
    mapping(bytes32 group => uint256) public groupIndex;
    mapping(uint256 operatorId => uint256) public slashed;
    mapping(uint256 operatorId => uint48) public heldUntil;
    Slash public lastSlash;
    uint256 public slashes;
    bool public refusesToSlash;
    uint256 private _groups;

    function add(uint256 operatorId, address account, uint256 ownerId) external {
        identityOf[account] = operatorId;
        boundTo[account] = operatorId;
        accountOf[operatorId] = account;
        bytes32 group = bytes32(ownerId);
        groupOf[operatorId] = group;
        isActive[operatorId] = true;
        if (foundedAt[group] != 0) return;
        foundedAt[group] = uint48(block.timestamp);
        groupIndex[group] = _groups++;
    }

    function rekey(uint256 operatorId, address account) external {
        identityOf[accountOf[operatorId]] = 0;
        identityOf[account] = operatorId;
        boundTo[account] = operatorId;
        accountOf[operatorId] = account;
    }

    /// @dev The operator stays, its identity is no longer in good standing.
    function setStanding(uint256 operatorId, bool good) external {
        fallen[operatorId] = !good;
    }

    function setActive(uint256 operatorId, bool active) external {
        isActive[operatorId] = active;
    }

    function setRefusing(bool refuses) external {
        refusesToSlash = refuses;
    }

    function slash(uint256 operatorId, uint16 shareBp, uint256 caseId) external {
        if (refusesToSlash) revert IOperatorRegistry.StakeEmpty(operatorId);
        slashed[operatorId] += shareBp;
        lastSlash = Slash(operatorId, shareBp, caseId);
        ++slashes;
    }

    function hold(uint256 operatorId, uint48 until) external {
        heldUntil[operatorId] = until;
    }

    function standing(address account) external view returns (uint256 identityId, bool active) {
        identityId = identityOf[account];
        active = identityId != 0 && !fallen[identityId];
    }

    function operatorOf(address account) external view returns (uint256) {
        return identityOf[account];
    }

    function activeOperatorOf(address account) external view returns (uint256 operatorId) {
        operatorId = identityOf[account];
        if (operatorId == 0) revert IOperatorRegistry.NotOperator(account);
        if (!isActive[operatorId]) revert IOperatorRegistry.OperatorInactive(operatorId);
    }
}
