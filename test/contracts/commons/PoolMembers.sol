// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";

/// @notice Identities, operators and the number of members, set as a test likes.
contract PoolMembers {
    mapping(uint256 identityId => address) public accountOf;
    mapping(uint256 identityId => uint8) public kindOf;
    mapping(uint256 identityId => bool) private _identityActive;
    mapping(address account => uint256) private _operatorOf;
    mapping(uint256 operatorId => bool) private _operatorActive;
    /// @dev Every operator is its own group unless a test says otherwise.
    mapping(uint256 operatorId => bytes32) private _groups;
    uint256 public groupCount = 2;
    /// @dev Units credited on a day, and nothing before or after.
    mapping(uint256 operatorId => mapping(uint256 day => uint256)) private _credited;
    PoolRoll public roll = new PoolRoll();

    function setIdentity(uint256 identityId, address account, uint8 kind, bool active) external {
        accountOf[identityId] = account;
        kindOf[identityId] = kind;
        _identityActive[identityId] = active;
    }

    function setOperator(uint256 operatorId, address account, bool active) external {
        _operatorOf[account] = operatorId;
        _operatorActive[operatorId] = active;
    }

    function setGroups(uint256 count) external {
        groupCount = count;
    }

    function setGroup(uint256 operatorId, bytes32 group) external {
        _groups[operatorId] = group;
    }

    function setCredited(uint256 operatorId, uint256 day, uint256 units) external {
        _credited[operatorId][day] = units;
    }

    function groupOf(uint256 operatorId) external view returns (bytes32) {
        return _groups[operatorId] == 0 ? bytes32(operatorId) : _groups[operatorId];
    }

    /// @dev Days have 100 seconds; only their last seconds are asked for.
    function unitsAt(uint256 operatorId, uint48 time) external view returns (uint256 units) {
        if (time % 100 != 99) revert NotTheEndOfADay(time);
        for (uint256 day = time / 100; day > 0 && day + 100 > time / 100; --day) units += _credited[operatorId][day];
    }

    error NotTheEndOfADay(uint48 time);

    /// @dev The pool takes one object for both registries, whose numbers overlap: identities 1 to 99, operators from 100.
    function isActive(uint256 id) external view returns (bool) {
        return id < 100 ? _identityActive[id] : _operatorActive[id];
    }

    function activeOperatorOf(address account) external view returns (uint256 operatorId) {
        operatorId = _operatorOf[account];
        if (operatorId == 0) revert IOperatorRegistry.NotOperator(account);
        if (!_operatorActive[operatorId]) revert IOperatorRegistry.OperatorInactive(operatorId);
    }
}

/// @notice A number of members.
contract PoolRoll {
    uint256 public members;

    function setTotal(uint256 total) external {
        members = total;
    }
}
