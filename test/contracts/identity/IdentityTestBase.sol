// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IdentityFixture} from "./IdentityFixture.sol";

/// @notice Base of the tests on a fresh registry.
abstract contract IdentityTestBase is IdentityFixture {
    function setUp() public virtual {
        vm.warp(START);
        _deploy();
    }
}
