// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {OperatorRegistry} from "../../../contracts/identity/OperatorRegistry.sol";
import {IdentityFixture} from "./IdentityFixture.sol";

/// @notice Operators over a real identity registry.
abstract contract OperatorFixture is IdentityFixture {
    uint256 internal constant MIN_STAKE = 1 ether;
    uint64 internal constant UNBONDING = 21 days;
    address internal constant BURNT = 0x000000000000000000000000000000000000dEaD;

    OperatorRegistry internal operators;

    function _deployOperators() internal {
        vm.warp(START);
        _deploy();
        operators = new OperatorRegistry(address(commons), registry, MIN_STAKE, UNBONDING);
        commons.allow(address(operators), operators.slash.selector, court);
        commons.allow(address(operators), operators.hold.selector, court);
    }

    function _register(address account, uint256 stake) internal returns (uint256) {
        vm.deal(account, stake);
        vm.prank(account);
        return operators.register{value: stake}(0, 4, "");
    }

    function _join(address account, uint256 ownerId, bytes memory consent) internal returns (uint256) {
        vm.deal(account, MIN_STAKE);
        vm.prank(account);
        return operators.register{value: MIN_STAKE}(ownerId, 4, consent);
    }

    function _consent(uint256 key, uint256 ownerId, uint256 memberId) internal view returns (bytes memory) {
        bytes32 typehash = keccak256("GroupConsent(uint256 ownerId,uint256 memberId)");
        bytes32 structHash = keccak256(abi.encode(typehash, ownerId, memberId));
        return _sign(key, _domain("Tilth OperatorRegistry", address(operators)), structHash);
    }
}
