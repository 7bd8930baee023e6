// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {OperatorRegistry} from "../../../contracts/identity/OperatorRegistry.sol";
import {Court, IdentityFixture} from "./IdentityFixture.sol";

/// @notice Operators over a real identity registry.
abstract contract OperatorFixture is IdentityFixture {
    uint256 internal constant MIN_STAKE = 1 ether;
    uint64 internal constant UNBONDING = 21 days;
    bytes32 internal constant GROUP = "a group";
    address internal constant BURNT = 0x000000000000000000000000000000000000dEaD;

    OperatorRegistry internal operators;
    address internal operatorCourt;

    function _deployOperators() internal {
        vm.warp(START);
        _deploy();
        operators = new OperatorRegistry(registry, MIN_STAKE, UNBONDING);
        operatorCourt = address(new Court());
        operators.bindCourt(operatorCourt);
    }

    function _register(address account, uint256 stake) internal returns (uint256) {
        vm.deal(account, stake);
        vm.prank(account);
        return operators.register{value: stake}(GROUP, 4);
    }
}
