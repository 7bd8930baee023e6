// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";

/// @notice Operators and identities for tests: an account acts for an operator, and stays bound to it after a re-key.
contract LogOperators {
    mapping(address account => uint256) public boundTo;
    mapping(address account => uint256) private _acting;

    function set(address account, uint256 operatorId) external {
        boundTo[account] = operatorId;
        _acting[account] = operatorId;
    }

    function replace(address account) external {
        _acting[account] = 0;
    }

    function activeOperatorOf(address account) external view returns (uint256 operatorId) {
        operatorId = _acting[account];
        if (operatorId == 0) revert IOperatorRegistry.NotOperator(account);
    }
}
