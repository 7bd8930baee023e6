// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IdentityRegistry} from "../../../contracts/identity/IdentityRegistry.sol";
import {OperatorRegistry} from "../../../contracts/identity/OperatorRegistry.sol";
import {OperatorFixture} from "./OperatorFixture.sol";

/// What every other contract pays to know its caller. Cold accounts (2,600 each) and slots (2,100 each) make 4,700 and
/// 9,400 of it; the rest is the call itself.
contract OperatorGasTest is OperatorFixture {
    uint256 private constant STANDING_CEILING = 6_000;
    uint256 private constant OPERATOR_CEILING = 12_000;

    function setUp() public {
        _deployOperators();
        _enrol(ANA);
        _register(ANA, MIN_STAKE);
    }

    function test_tellsTheStandingCheaply() public view {
        IdentityRegistry asked = registry;
        uint256 before = gasleft();
        asked.standing(ANA);
        assert(before - gasleft() <= STANDING_CEILING);
    }

    function test_tellsTheActiveOperatorCheaply() public view {
        OperatorRegistry asked = operators;
        uint256 before = gasleft();
        asked.activeOperatorOf(ANA);
        assert(before - gasleft() <= OPERATOR_CEILING);
    }
}
