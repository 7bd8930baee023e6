// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";

/// @notice Operators and identities that a test sets as it likes; an operator's number is its identity's.
contract SetOperators {
    mapping(address account => uint256) public identityOf;
    mapping(address account => uint256) public boundTo;
    mapping(uint256 operatorId => address) public accountOf;
    mapping(uint256 operatorId => bytes32) public groupOf;
    mapping(uint256 operatorId => bool) public isActive;
    mapping(uint256 operatorId => bool) public fallen;

    function add(uint256 operatorId, address account, bytes32 group) external {
        identityOf[account] = operatorId;
        boundTo[account] = operatorId;
        accountOf[operatorId] = account;
        groupOf[operatorId] = group;
        isActive[operatorId] = true;
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
