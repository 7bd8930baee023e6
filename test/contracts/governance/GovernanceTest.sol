// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {GovernanceSetup} from "./GovernanceSetup.sol";

/// @notice Base of the governor's tests: the set-up anew before each.
abstract contract GovernanceTest is GovernanceSetup {
    function setUp() public virtual {
        _build();
    }
}
