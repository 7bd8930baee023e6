// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice A ledger whose units a test sets.
contract SetUnits {
    mapping(uint256 operatorId => uint256) public unitsOf;

    function set(uint256 operatorId, uint256 units) external {
        unitsOf[operatorId] = units;
    }
}
