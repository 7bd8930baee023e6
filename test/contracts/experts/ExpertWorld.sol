// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ExpertRegistry} from "../../../contracts/experts/ExpertRegistry.sol";
import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {TestBase} from "../Vm.sol";

/// @notice Operators that a test sets as it likes.
contract ExpertOperators {
    mapping(address account => uint256) public operatorOf;
    mapping(uint256 operatorId => bool) public isActive;
    mapping(uint256 operatorId => address) private _accounts;

    function set(uint256 operatorId, address account, bool active) external {
        operatorOf[_accounts[operatorId]] = 0;
        _accounts[operatorId] = account;
        operatorOf[account] = operatorId;
        isActive[operatorId] = active;
    }

    function activeOperatorOf(address account) external view returns (uint256 operatorId) {
        operatorId = operatorOf[account];
        if (operatorId == 0) revert IOperatorRegistry.NotOperator(account);
        if (!isActive[operatorId]) revert IOperatorRegistry.OperatorInactive(operatorId);
    }

    function operator(uint256 operatorId) external view returns (IOperatorRegistry.Operator memory record) {
        record.account = _accounts[operatorId];
        record.identityId = operatorId;
    }
}

/// @notice Operators 7 (north) and 8 (south), and an empty registry.
abstract contract ExpertWorld is TestBase {
    uint256 internal constant NORTH_ID = 7;
    uint256 internal constant SOUTH_ID = 8;
    address internal constant NORTH = address(0x4e);
    address internal constant SOUTH = address(0x50);
    address internal constant STRANGER = address(0x57);
    bytes32 internal constant MANIFEST = "manifest";

    ExpertRegistry internal experts;
    ExpertOperators internal operators;

    error Different(uint256 found, uint256 expected);

    function _open() internal {
        vm.warp(1_000_000);
        operators = new ExpertOperators();
        operators.set(NORTH_ID, NORTH, true);
        operators.set(SOUTH_ID, SOUTH, true);
        experts = new ExpertRegistry(IOperatorRegistry(address(operators)));
    }

    function _publish(address account) internal returns (uint256) {
        vm.prank(account);
        return experts.publish("lyric", MANIFEST, "ipfs://m");
    }

    function _assertEq(uint256 found, uint256 expected) internal pure {
        if (found != expected) revert Different(found, expected);
    }

    function _same(string memory a, string memory b) internal pure returns (bool) {
        return keccak256(bytes(a)) == keccak256(bytes(b));
    }
}
