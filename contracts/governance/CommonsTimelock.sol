// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @notice OpenZeppelin's timelock with a delay for life: the longest rule of a class stands in the rule book, and one vote
/// for a delay of a thousand years would end every later decision. Its roles are frozen by the deployment.
contract CommonsTimelock is TimelockController {
    /// @notice The shortest delay never changes.
    error DelayFixed();

    constructor(
        uint256 minDelay,
        address admin
    ) TimelockController(minDelay, new address[](0), new address[](0), admin) {}

    function updateDelay(uint256) public pure override {
        revert DelayFixed();
    }
}
