// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";

/// @notice Operators and identities for tests: an account acts for an operator, and stays bound to it after a re-key. It is
/// the authority too, and lets 0x71 do everything.
contract LogOperators {
    mapping(address account => uint256) public boundTo;
    mapping(address account => uint256) private _acting;
    uint256 public slashes;
    bytes32 public lastSlash;

    function set(address account, uint256 operatorId) external {
        boundTo[account] = operatorId;
        _acting[account] = operatorId;
    }

    function replace(address account) external {
        _acting[account] = 0;
    }

    function slash(uint256 operatorId, uint16 shareBp, uint256 caseId) external {
        ++slashes;
        lastSlash = keccak256(abi.encode(msg.sender, operatorId, shareBp, caseId));
    }

    function identityOf(address account) external view returns (uint256) {
        return _acting[account];
    }

    function canCall(address caller, address, bytes4) external pure returns (bool, uint32) {
        return (caller == address(0x71), 0);
    }

    function activeOperatorOf(address account) external view returns (uint256 operatorId) {
        operatorId = _acting[account];
        if (operatorId == 0) revert IOperatorRegistry.NotOperator(account);
    }
}
